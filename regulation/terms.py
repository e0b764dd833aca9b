"""The directory of Latin terms that are no foreign text in a Russian topic (4.1.2): lower-case words."""

from __future__ import annotations

LATIN_TERMS: frozenset[str] = frozenset(
    """
    access ajax android angular ansible apache api arduino asp assembler autocad bash bios blender bluetooth bootstrap
    c cad cisco cms cobol com compas coreldraw cpu crm css csv debian delphi dhcp django dns docker dom dos eclipse erp
    ethernet excel express fat figma firefox flask flutter fortran ftp git github gitlab gimp go google gpu gradle
    hadoop haskell html http https hub hyper ide illustrator imap intel internet ios ip ipv java javascript jira jquery
    json kanban kotlin kubernetes lan laravel latex linux mac macos mathcad matlab maven memcached microsoft modbus
    mongodb moodle ms mysql nginx node nosql ntfs numpy office oop opencv opera oracle os outlook pandas pascal perl
    photoshop php plc postgresql postgres powerpoint powershell prolog python qt raid react redis rest revit ruby rust
    sap scada scrum selenium shell skype smtp spring sql sqlite ssh ssl swift tcp telegram tls typescript ubuntu udp
    uml unicode unity unix url usb vba visio visual vlan vpn vue web wifi wi fi windows word wordpress www xml yaml zip
    studio basic pro net core b2b b2c swot pest smart kpi roi usd eur iso gost abc xyz fifo lifo
    """.split()
)
