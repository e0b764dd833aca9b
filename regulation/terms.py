"""The directory of Latin terms that are no foreign text in a Russian topic (4.1.2): lower-case words.

Names of products, formats, formulas and units; words of a foreign language do not belong here. An institution
adds its own by the setting `latin_terms`.
"""

from __future__ import annotations

_TEXT = """
    abc access agile airflow ajax amd android angular ansible apache api arduino asp assembler autocad b2b
    b2c backend bash basic bios bitrix blender blockchain bluetooth bootstrap c cad cisco clang cmake cms
    cobol codesys com compas confluence core corel coreldraw cos cpu crm css csv ctg debian delphi devops
    dhcp dicom discord django dna dns docker docx dom dos ecg eclipse eeg elasticsearch erp ethernet eur
    excel express fanuc fat fi fifo figma firefox flask flutter fortran frontend ftp gantt gcc gimp git
    github gitlab gmail gnu go google gost gps gpu gradle grafana gsm haccp hadoop haskell hcl hdd hmi html
    http https hub hyper hz icd ide ifrs illustrator imap inkscape intel intellij internet ios ip ipv iso
    java javascript jira jpeg jpg jquery json junit jupyter kanban keras kerberos khz kotlin kpi kubernetes
    kw kwh lan laravel latex ldap lego libreoffice lifo lim linkedin linux ln log lte lua mac macbook macos
    mathcad matlab matplotlib maven memcached mhz microbit microsoft minitab modbus mongodb moodle mp3 mqtt
    mri ms mysql nacl naoh net netbeans nfc nginx node nosql ntfs numpy nvidia office oop opc opencv opengl
    openoffice opera oracle os outlook pandas pascal pdf perl pest ph photoshop php pinterest plc plm png
    postgres postgresql powerpoint powershell pptx pro profibus prolog prometheus pycharm pytest python
    pytorch qr qt raid ram react redis rest revit rfid rna roi rom ros rs ruby rust samba sap scada scrum
    sctp selenium shell siemens simulink sin skype smart smtp solidworks spring spss sql sqlite ssd ssh ssl
    stata studio swift swot tableau tcp telegram tensorflow tg tiktok tilda tls trello twitter typescript
    ubuntu udp uefi ui uml unicode unity unix url usb usd ux vb vba verilog vhdl virtualbox visio visual vk
    vlan vmware vpn vue wan web whatsapp wi wifi windows wireshark word wordpress www xls xlsx xml xyz yaml
    yandex youtube zabbix zigbee zip zoom
"""

LATIN_TERMS: frozenset[str] = frozenset(_TEXT.split())
