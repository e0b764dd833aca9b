"""WHAT IS KEPT: every table of the journal. Importing this package registers them all on `Base.metadata`."""

from models.absence import Absence, Attendance
from models.absence_document import AbsenceDocument, DocumentState
from models.admin_code import AdminCode
from models.archived_kind import ArchivedKind, KindDirectory
from models.attachment import Attachment, AttachmentPlace
from models.audit_entry import AuditEntry, ChangeRequest
from models.base import Base
from models.bell import Bell
from models.calendar_day import CalendarDay
from models.consent import Consent, ConsentHow, ConsentPurpose, ConsentState, ConsentTransfer
from models.consultation import ConsultationLoad, ConsultationVisit
from models.course import Course, CourseMember, CourseRole, LinkPurpose, ResourceLink
from models.credential import Credential, IssueMethod
from models.delivery import DeliveryState, GradeDelivery, LineItem, LineItemKind
from models.discipline import Discipline
from models.exam_sheet import ExamSheet, SheetCorrection, SheetCounter, SheetEntry, SheetForm, SheetKind
from models.final_mark import FinalMark, FinalScope
from models.function_mark import FunctionMark
from models.import_batch import ImportBatch, ImportState
from models.incident import Incident
from models.invitation import Invitation
from models.job import Job, JobState, PeriodicRun
from models.journal import Journal, JournalState, JournalTeacher, TeacherSource
from models.launch import Launch, LoginAttempt, Ticket, UsedNonce
from models.left_out import LeftOut
from models.lesson import Lesson, LessonState, Work
from models.link_member import LinkMember, LinkRoster
from models.local_account import AccountState, KnownBrowser, LocalAccount, SignInAttempt
from models.maintenance import Maintenance
from models.mark import Mark
from models.medical_group import MedicalGroup
from models.message import Conversation, Message, MessageTopic
from models.movement import Movement, MovementKind
from models.normative_act import ActStatus, NormativeAct
from models.notice import Notice, NoticeRead, NoticeSection
from models.notification import (
    Letter,
    LetterState,
    Notification,
    NotificationCursor,
    NotificationEvent,
    NotificationRead,
    NotificationState,
)
from models.office import Grant, Institution, Office, RuleSetting, Unlock, UnlockKind, UnlockRequest
from models.office_proposal import GrantProposal, RuleProposal
from models.order import Order, OrderKind
from models.particulars import Particulars
from models.personal_card import PersonalCard, Representative
from models.practice import Practice, PracticeKind, PracticeVisit, VisitedStudent, VisitKind
from models.question import Question
from models.registration import Deployment, DeploymentState, Registration
from models.session_alert import SessionAlert
from models.specialty import Specialty
from models.student import Guardian, Student
from models.student_matching import NotSamePerson, StudentMerge
from models.study_group import Membership, StudyGroup, Subgroup, SubgroupMembership
from models.subgroup_proposal import ProposalState, SubgroupProposal, SubgroupProposalRow
from models.substitution import Substitution, SubstitutionBasis, SubstitutionLesson
from models.support import SupportLine, SupportState, SupportTicket
from models.term import Term
from models.thematic_plan import PlanItem, PlanState, ThematicPlan
from models.timetable_change import ChangeKind, TimetableChange
from models.timetable_entry import TimetableEntry
from models.undertaking import Undertaking
from models.user import BrowserSession, EndReason, User
from models.week_check import WeekCheck

__all__ = [
    "Movement", "MovementKind", "NotSamePerson", "PersonalCard", "Representative", "Specialty", "StudentMerge",
    "ActStatus", "ArchivedKind", "Attachment", "AttachmentPlace", "Incident", "KindDirectory", "Maintenance", "NormativeAct",
    "Particulars", "SupportLine", "SupportState", "SupportTicket", "Undertaking",
    "Absence", "Attendance", "AuditEntry", "Base", "Bell", "BrowserSession", "CalendarDay", "ChangeRequest", "Course", "CourseMember",
    "CourseRole", "DeliveryState", "Deployment", "DeploymentState", "Discipline", "ExamSheet", "FinalMark",
    "FinalScope", "GradeDelivery", "Grant", "Guardian", "Institution", "ImportBatch",
    "ImportState", "Invitation", "Job", "JobState", "Journal",
    "JournalState", "JournalTeacher", "Launch", "Lesson", "LessonState", "LineItem", "LineItemKind", "LinkPurpose",
    "LoginAttempt", "Mark", "Membership", "Office", "Order", "OrderKind", "PeriodicRun", "PlanItem", "PlanState", "Registration",
    "ResourceLink", "RuleSetting", "SheetCorrection", "SheetCounter", "SheetEntry", "SheetForm", "SheetKind",
    "Student", "StudyGroup", "Subgroup", "SubgroupMembership", "Substitution",
    "SubstitutionBasis", "SubstitutionLesson", "TeacherSource", "Term", "ThematicPlan", "Ticket",
    "ChangeKind", "TimetableChange", "TimetableEntry",
    "ConsultationLoad", "ConsultationVisit", "LeftOut", "LinkMember", "LinkRoster", "MedicalGroup", "Practice",
    "PracticeKind", "PracticeVisit", "ProposalState", "SubgroupProposal", "SubgroupProposalRow", "VisitKind",
    "VisitedStudent",
    "Unlock", "UnlockKind", "UnlockRequest", "UsedNonce", "User", "Work",
    "AbsenceDocument", "DocumentState", "Conversation", "Message", "MessageTopic", "Notice", "NoticeRead", "NoticeSection", "Letter",
    "LetterState", "Notification", "NotificationCursor", "NotificationEvent", "NotificationRead", "NotificationState",
    "Question", "WeekCheck",
    "AccountState", "Consent", "ConsentHow", "ConsentPurpose", "ConsentState", "ConsentTransfer", "Credential", "EndReason",
    "AdminCode", "FunctionMark", "GrantProposal", "RuleProposal",
    "IssueMethod", "KnownBrowser", "LocalAccount", "SessionAlert", "SignInAttempt",
]  # fmt: skip
