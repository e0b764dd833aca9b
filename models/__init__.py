"""WHAT IS KEPT: every table of the journal. Importing this package registers them all on `Base.metadata`."""

from models.absence import Absence, Attendance
from models.audit_entry import AuditEntry, ChangeRequest
from models.base import Base
from models.bell import Bell
from models.calendar_day import CalendarDay
from models.course import Course, CourseMember, CourseRole, LinkPurpose, ResourceLink
from models.delivery import DeliveryState, GradeDelivery, LineItem, LineItemKind
from models.discipline import Discipline
from models.exam_sheet import ExamSheet, SheetCorrection, SheetCounter, SheetEntry, SheetForm, SheetKind
from models.final_mark import FinalMark, FinalScope
from models.import_batch import ImportBatch, ImportState
from models.invitation import Invitation
from models.job import Job, JobState, PeriodicRun
from models.journal import Journal, JournalState, JournalTeacher, TeacherSource
from models.launch import Launch, LoginAttempt, Ticket, UsedNonce
from models.lesson import Lesson, LessonState, Work
from models.mark import Mark
from models.office import Grant, Institution, Office, RuleSetting, Unlock, UnlockKind, UnlockRequest
from models.order import Order, OrderKind
from models.registration import Deployment, DeploymentState, Registration
from models.student import Guardian, Student
from models.study_group import Membership, StudyGroup, Subgroup, SubgroupMembership
from models.substitution import Substitution, SubstitutionBasis, SubstitutionLesson
from models.term import Term
from models.thematic_plan import PlanItem, PlanState, ThematicPlan
from models.user import BrowserSession, User

__all__ = [
    "Absence", "Attendance", "AuditEntry", "Base", "Bell", "BrowserSession", "CalendarDay", "ChangeRequest", "Course", "CourseMember",
    "CourseRole", "DeliveryState", "Deployment", "DeploymentState", "Discipline", "ExamSheet", "FinalMark",
    "FinalScope", "GradeDelivery", "Grant", "Guardian", "Institution", "ImportBatch",
    "ImportState", "Invitation", "Job", "JobState", "Journal",
    "JournalState", "JournalTeacher", "Launch", "Lesson", "LessonState", "LineItem", "LineItemKind", "LinkPurpose",
    "LoginAttempt", "Mark", "Membership", "Office", "Order", "OrderKind", "PeriodicRun", "PlanItem", "PlanState", "Registration",
    "ResourceLink", "RuleSetting", "SheetCorrection", "SheetCounter", "SheetEntry", "SheetForm", "SheetKind",
    "Student", "StudyGroup", "Subgroup", "SubgroupMembership", "Substitution",
    "SubstitutionBasis", "SubstitutionLesson", "TeacherSource", "Term", "ThematicPlan", "Ticket",
    "Unlock", "UnlockKind", "UnlockRequest", "UsedNonce", "User", "Work",
]  # fmt: skip
