"""Tables of which nothing goes along when somebody takes their data away, each with why and all its columns (promise P1)."""

from __future__ import annotations

from frontend.personal_register import AGENCYS

STAFF = "acts of staff in their office, kept as the record of the office"
PUBLIC = "about no person"
SHORT = "holds hashes or sealed values only, gone by itself within days"
NOT_GIVEN: dict[str, tuple[str, str]] = {
    # Table: why nothing of it goes along, and the columns that were looked at when this was decided.
    "auth.Permission": (PUBLIC, "id name content_type codename"),
    "auth.Group": (PUBLIC, "id name"),
    "contenttypes.ContentType": (PUBLIC, "id app_label model"),
    "sessions.Session": (SHORT, "session_key session_data expire_date"),
    "account.EmailConfirmation": (SHORT, "id email_address created sent key"),
    "records.IdempotencyKey": (SHORT, "id scope key_hash fingerprint salt state answer_reference created_at"),
    "records.KeptForm": (SHORT, "id name_hash token_hash sealed kept_at"),
    "complaints.MeToo": ("a seal by which it can be taken back, not read back to anybody", "id case who said_on"),
    "complaints.Incident": (STAFF, "id public_id topic area began_at found_at usual_a_day ended_at ended_by"),
    "complaints.PublicSquare": (PUBLIC, "id level topic kind x y cases sum_x sum_y"),
    "complaints.CaseToRecut": ("what the machine has still to do, gone within hours", "case"),
    "complaints.NameInWords": (PUBLIC, "id of row names"),
    "records.SegmentationVersion": (PUBLIC, "id program dictionary rules first_used_at taken_up_at"),
    "records.ThrottleBucket": (SHORT, "key empty_at"),
    "complaints.Mention": (STAFF, "id event assignment user read_at"),
    "complaints.Presence": (
        "which officers have a case open now, gone within two hours",
        "id case agency user first_at seen_at",
    ),
    "admin.LogEntry": (
        STAFF,
        "id action_time user content_type object_id object_repr action_flag change_message",
    ),
    "pghistory.Context": (STAFF, "id created_at updated_at metadata"),
    "directory.IdentityCode": (SHORT, "user code_hash expires_at"),
    "directory.UserEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context is_staff is_superuser is_active",
    ),
    "directory.MembershipEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id user agency unit role starts_on ends_on",
    ),
    "directory.Leave": (STAFF, "id public_id user agency starts_on ends_on deputy"),
    "directory.LeaveEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id public_id user agency starts_on ends_on deputy",
    ),
    "directory.StaffInvitation": (
        STAFF,
        "id public_id email agency unit role invited_by invited_at accepted_by accepted_at withdrawn_at",
    ),
    "directory.StaffInvitationEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id public_id email agency unit role invit"
        "ed_by invited_at accepted_by accepted_at withdrawn_at",
    ),
    "routing.RoutingThreshold": (STAFF, "id topic probability target decided_by decided_on reason"),
    "routing.RoutingThresholdEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic probability target decided_by decided_on reason",
    ),
    "routing.ModelVersion": (STAFF, "id version sha256 base fingerprint lessons report made_at"),
    "routing.ModelChange": (STAFF, "id what version after_decision by reason at"),
    "routing.RoutingAlarm": (STAFF, "id kind subject facts raised_at ended_at"),
    "routing.DriftReport": ("counts and means, about no person", "id day figures"),
    "routing.ShadowOpinion": (
        "what a model that decides nothing would have said; what was decided is given",
        "id decision version topic agency probability",
    ),
    "routing.Simulation": (STAFF, "id asked_by asked_at text area answer answered_at"),
    "complaints.Assignment": (
        "an agency's own work; what of it concerns the person is told in the timeline",
        "id case agency unit officer part state proposed_at accept_by accepted_at due_at next_duty_at answered_at"
        " answer reason proposed_agency case_is_open case_is_confidential case_people case_topic case_area"
        " case_is_urgent case_channel"
        " extensions has_news due_before paused update_by escalation_level approve_by approval_level",
    ),
    "directory.ShapeFile": (STAFF, "level source file_name digest loaded_by loaded_at"),
    "directory.AreaShape": (PUBLIC, "area file drawn label_latitude label_longitude"),
    "directory.AreaRing": (PUBLIC, "id shape ring"),
    "complaints.ServiceLevel": (PUBLIC, "id step kind topic agency working_days source is_confirmed"),
    "complaints.ServiceLevelEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id step kind topic agency working_days source is_confirmed",
    ),
    "complaints.DelayReason": (PUBLIC, "id code name_th name_en told_th told_en position is_active"),
    "complaints.Delay": (STAFF, "id assignment agency clock was_due reason is_told by at"),
    "complaints.EscalationRule": (PUBLIC, "id clock level working_days agencies_up role source is_active"),
    "complaints.Escalation": (
        "an agency's own lateness; what of it concerns the person is told in the timeline",
        "id assignment agency why level was_due at",
    ),
    "complaints.ApprovalRule": (STAFF, "id topic agency needs_approval source chosen_by chosen_at"),
    "complaints.ApprovalRuleEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic agency needs_approval source chosen_by chosen_at",
    ),
    "complaints.Approval": (
        "an agency's own draft; the answer that went out is told in the timeline",
        "id public_id assignment act text outcome is_shown no_photo why_again written_by written_at event_number"
        " became ended_at ended_by reason form_token",
    ),
    "complaints.Appeal": (
        "which agency decides and what became of it; all of it is told in the timeline",
        "id case part against filed_at closed_before_at rejected_before_at became ended_at",
    ),
    "complaints.CaseFilePdf": (
        "a copy of what is given anyway, gone after a day",
        "id public_id case assignment complaint asked_by has_contact language state stored_as size_bytes asked_at",
    ),
    "complaints.Referral": (
        "a letter between agencies; where it went, and whether name and contact went along, is told in the timeline",
        "id public_id case part agency state asks identity identity_why answer_days written_at how sent_at"
        " register_number answer_by part_due_at reminders ended_at",
    ),
    "directory.LetterAddress": (PUBLIC, "id agency addressee address email saraban_code source"),
    "directory.LetterAddressEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency addressee address email saraban_code source",
    ),
    "complaints.LetterCount": ("a number, of nobody", "id agency year last"),
    "directory.Letterhead": (
        PUBLIC,
        "id agency is_on acknowledges prefix office address signed_name signed_as contact thai_digits emblem",
    ),
    "directory.Installation": (
        PUBLIC,
        "id name_th name_en short_name_th short_name_en logo icon proposed_logo has_logo colour accent phone email address_th "
        "address_en hours_th hours_en controller data_protection_contact site_url version",
    ),
    "directory.InstallationEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id name_th name_en short_name_th short_name_en has_logo colour "
        "accent phone email address_th address_en hours_th hours_en controller data_protection_contact site_url version",
    ),
    "directory.LetterheadEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency is_on acknowledges prefix office address signed_name "
        "signed_as contact thai_digits",
    ),
    "complaints.AuditRule": (PUBLIC, "id agency share_percent minimum source"),
    "complaints.AuditRuleEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency share_percent minimum source",
    ),
    "complaints.AuditDraw": ("numbers of a draw, of nobody", "id seed since until drawn_at pool"),
    "complaints.Audit": (
        "what an auditor found about an agency's work; what of it concerns the person is told in the timeline",
        "id public_id draw closing case agency dealt_with answers in_time evidence verdict reason auditor audited_at",
    ),
    "complaints.AuditScore": (
        "sums, about no person",
        "id agency sound lacking false shown_sound shown_lacking shown_false",
    ),
    "complaints.AfterPhoto": (PUBLIC, "id topic needs_photo"),
    "complaints.AfterPhotoEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic needs_photo",
    ),
    "complaints.Closing": (AGENCYS, "id event agency at photo has_repeat is_doubted"),
    "complaints.SurveyScore": ("sums, about no person", "id agency topic answers sums shown_answers shown_sums"),
    "complaints.OutcomeOfKind": (PUBLIC, "id kind outcome name_th name_en position is_active"),
    "discovery.FollowerTelling": (PUBLIC, "id consultation occasion of told_at"),
    "notifications.NoticeText": (PUBLIC, "id event agency language channel subject body edition"),
    "notifications.NoticeTextEvent": (
        STAFF,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id event agency language channel subject body edition",
    ),
    "complaints.ReplyTemplate": (PUBLIC, "id public_id agency use kind name text position is_active"),
    "complaints.ReplyTemplateEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id public_id agency use kind name text position is_active",
    ),
    "complaints.SparedFilings": ("a number a day, of nobody", "on number"),
    "complaints.StopperText": (
        PUBLIC,
        "id code topic area agency text_th text_en phone link source is_confirmed is_active",
    ),
    "complaints.StopperTextEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id code topic area agency text_th text_en phone link"
        " source is_confirmed is_active",
    ),
    "complaints.TopicQuestion": (
        PUBLIC,
        "id topic code position kind wording_th wording_en hint_th hint_en choices is_required only_after"
        " only_after_answer is_active",
    ),
    "complaints.TopicQuestionEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic code position kind wording_th wording_en hint_th"
        " hint_en choices is_required only_after only_after_answer is_active",
    ),
    "consultations.Consultation": (
        PUBLIC,
        "id slug agency kind topic is_nationwide title_th title_en changes_th changes_en proposal page other_ways_th"
        " other_ways_en opens_at closes_at why_short results_by sign_off_asked_at signed_off_at announced_at withdrawn_at"
        " why_withdrawn reported_at"
        " responded_at event_count pilot_of",
    ),
    "consultations.Explanation": (PUBLIC, "id consultation about th en"),
    "consultations.ConsultationEvent": (STAFF, "id consultation n kind by note facts at"),
    "consultations.Lengths": (PUBLIC, "id kind notice_days opening_days result_days pilot_days source is_confirmed"),
    "participation.Conversation": (
        PUBLIC,
        "consultation lowest_identity shows_results takes_proposals statement_count votes changes",
    ),
    "participation.Change": (
        "a step of a count, of nobody, gone within seconds",
        "id conversation statement identity agreed disagreed passed people area day",
    ),
    "participation.PartTally": (
        "sums of places and days, about no person",
        "id conversation statement identity area day agreed disagreed passed people",
    ),
    "participation.Tally": (
        "sums, about no person",
        "id conversation statement identity agreed disagreed passed people",
    ),
    "participation.OpinionGroups": (
        "what groups of ten people or more think",
        "conversation told changes found_at took_s smoothed",
    ),
    "questionnaires.Questionnaire": (
        PUBLIC,
        "consultation lowest_identity shows_results question_count section_count sent given_up",
    ),
    "questionnaires.Section": (
        PUBLIC,
        "id questionnaire n place title_th title_en shown_if shown_if_options for_groups",
    ),
    "questionnaires.Question": (
        PUBLIC,
        "id questionnaire section n place kind text_th text_en hint_th hint_en options most low_th low_en high_th high_en"
        " is_required replaces shown_if shown_if_options for_groups closed_at closed_by why_closed",
    ),
    "questionnaires.Change": (
        "a step of a count, of nobody, gone within seconds",
        "id questionnaire question identity stakeholders value step area day",
    ),
    "questionnaires.PartTally": (
        "sums of places and days, about no person",
        "id questionnaire question identity area day item value people",
    ),
    "questionnaires.Tally": (
        "sums, about no person",
        "id questionnaire question identity stakeholders item value people",
    ),
    "themes.Theming": (
        "how far a worker got, about no person",
        "consultation answers others empty copies next_number act_count version acts_seen found_at took_s parted_at",
    ),
    "themes.ThemeAct": (STAFF, "id consultation n kind number facts undoes by at"),
    "themes.Theme": (
        "what many say, told by words and numbers",
        "id consultation number name merged_into is_kept words typical answers texts cohesion copies parts",
    ),
    "themes.Membership": (
        "which theme an opinion was sorted into; the opinion itself goes along with its own table",
        "id consultation text theme pinned_by",
    ),
    "turnout.Turnout": (
        "sums, about no person",
        "consultation voters_confirmed voters_anonymous sheets_confirmed sheets_anonymous sheets_begun median_s provinces groups"
        " comments_confirmed comments_anonymous counted_at",
    ),
    "turnout.LocalTurnout": ("sums, about no person", "id consultation area voters sheets told_at mails"),
    "moderation.Rule": (PUBLIC, "id code place name_th name_en means_th means_en is_of_form source"),
    "moderation.Moderating": (
        "how far a worker got, and sums, about no person",
        "consultation act_count down scanned copies version found_at took_s without without_of",
    ),
    "moderation.Queued": (
        "what a person of the office has still to look at; the opinion itself goes along with its own table",
        "id consultation text marks digest same_as reports since looked_at looked_by",
    ),
    "moderation.CopyGroup": (
        "sums, about no person",
        "id consultation key example texts people first_at last_at same_as",
    ),
    "moderation.CopiesDown": (
        STAFF,
        "id consultation n key until rule reason by at texts people down left done_at put_back_at put_back_by why_put_back back"
        " back_done_at",
    ),
    "moderation.CopyToTakeDown": (
        "a list for a worker; what was taken down goes along with its own table",
        "id copies text digest",
    ),
    "moderation.Copy": (
        "that an opinion says the same as others; it goes along with its own table",
        "id group text who digest",
    ),
    "moderation.Flag": (
        STAFF,
        "id consultation kind what people reason by at taken_back_at taken_back_by why_taken_back",
    ),
    "moderation.ModerationAct": (STAFF, "id consultation n kind text rule note by at"),
    "statutes.Law": (
        PUBLIC,
        "id slug agency kind title_th title_en short_th short_en gazette gazette_on in_force_since in_force_until source link"
        " sort_key step_count change_count cut_by",
    ),
    "statutes.Wording": (
        STAFF,
        "id law from_on amended_by gazette gazette_on source parts digest why_corrected by kept_at replaced_at cut_by",
    ),
    "statutes.LawProvision": (PUBLIC, "id version place above depth eid kind label number heading text digest"),
    "statutes.LawWords": (PUBLIC, "id law wording provision said words"),
    "statutes.LawReading": (
        STAFF,
        "id public_id law by told from_on amended_by gazette gazette_on source why_corrected at kept_as",
    ),
    "statutes.LawStep": (
        STAFF,
        "id law n kind on what_th what_en source link by at taken_back_at why_taken_back",
    ),
    "statutes.LawLink": (STAFF, "id law consultation role by at"),
    "portal.Survey": (
        PUBLIC,
        "id survey_id title kind agency_name agency portal_agency portal_ministry starts_on ends_on duration_days is_closed "
        "close_year answers views questions invited affects_public conclusion law_groups url law is_law_chosen changed_at",
    ),
    "portal.SurveyFile": (STAFF, "id public_id by name digest told at kept_at new changed"),
    "statutes.StakeholderTelling": ("how far a worker got, about no person", "id consultation occasion done_at"),
    "statutes.LawChange": (STAFF, "id position law n kind facts by at"),
    "comments.Commenting": (PUBLIC, "consultation lowest_identity said"),
    "comments.Change": ("a step of a count, of nobody, gone within seconds", "id commenting version unit is_gone step"),
    "comments.Tally": ("sums, about no person", "id version unit is_gone comments"),
    "comments.Place": (
        "where a comment stands in a version; the comment itself goes along with its own table",
        "id comment version mark unit part words",
    ),
    "comments.Placing": ("how far a worker got, about no person", "version done_at"),
    "results.DutyRule": (PUBLIC, "id kind size answer_days extension_days step_days source is_confirmed"),
    "results.Duty": (
        STAFF,
        "id consultation n theme agency size voices answers texts made_at made_by due_at why_extended extended_at level"
        " next_step_at outcome reason_th reason_en answered_at answered_by",
    ),
    "results.DutyVoice": (
        "which opinion has to be answered; the opinion itself goes along with its own table",
        "id duty text",
    ),
    "results.DutyWatch": ("how far a worker got, about no person", "consultation found_at act_count"),
    "results.Telling": (
        "how many people were told what; what was sent to each goes along with the messages",
        "id key kind consultation duty version asked_at told_at people mails texts",
    ),
    "results.Report": (
        STAFF,
        "consultation summary_th summary_en parts quotes section_whys edits edited_at edited_by",
    ),
    "results.ReportVersion": (
        STAFF,
        "id report public_id number reason told published_at published_by pdf_state pdf_stored_as "
        "bundle_state bundle_stored_as bundled_at",
    ),
    "petitions.PetitionRule": (
        PUBLIC,
        "id level threshold days extra_days check_days answer_days step_days source is_confirmed",
    ),
    "petitions.PetitionEvent": (STAFF, "id petition n kind note facts by at"),
    "petitions.SignatureStep": ("a step of a count, of nobody, gone within seconds", "id petition step"),
    "petitions.AnswerPoint": (PUBLIC, "id petition n asked outcome text"),
    "petitions.PetitionNews": (
        "how many people were told what; what was sent to each goes along with the messages",
        "id petition kind asked_at told_at people mails texts",
    ),
    "previews.PreviewLink": (
        STAFF,
        "id consultation name purpose may_comment ends_on token_hash made_by made_at revoked_by revoked_at",
    ),
    "previews.Opening": ("that a link was opened, of nobody", "id link at"),
    "previews.ReviewNote": (
        STAFF,
        "id link about about_words text at answer answered_by answered_at done_by done_at",
    ),
    "previews.CoEditor": (STAFF, "id consultation user invited_by invited_at removed_by removed_at"),
    "promises.Promise": (
        STAFF,
        "id slug consultation duty agency unit text_th text_en due_on now_due_on state ended_on step_count made_at made_by"
        " reminded_of level next_step_at",
    ),
    "promises.Milestone": (STAFF, "id promise n text_th due_on reached_on"),
    "promises.PromiseStep": (
        STAFF,
        "id promise n kind note was_due_on due_on milestone link law file told by at",
    ),
    "promises.PromiseNews": (
        "how many were told; who they are stands in the outbox alone",
        "id promise on upto asked_at told_at people mails texts",
    ),
    "promises.PromiseWait": ("how far a worker got, about no person", "duty level next_step_at"),
    "entering.Stack": (STAFF, "id consultation n kind place received_on forms note hearing event_count"),
    "entering.Entry": (
        "of people without an account; the agency answers for its officer",
        "id stack n participant sheet commenter entered_by entered_at changes taken_out_at",
    ),
    "entering.StackEvent": (STAFF, "id stack n kind form by note facts at"),
    "hearings.Hearing": (
        STAFF,
        "id consultation n title_th title_en begins_at ends_at place address latitude longitude seats access link"
        " cancelled_at why_cancelled event_count changes wiped_at",
    ),
    "hearings.Minutes": (STAFF, "hearing said decisions guests online answers pdf edits edited_at edited_by"),
    "hearings.MinutesVersion": (STAFF, "id hearing number reason told pdf published_at published_by"),
    "hearings.QuestionStep": ("a step of a count, gone within seconds", "id hearing question confirmed anonymous"),
    "hearings.HearingEvent": (STAFF, "id hearing n kind by note facts at"),
    "dockets.Docket": (STAFF, "id slug agency title_th title_en made_by made_at"),
    "dockets.Round": (STAFF, "id docket consultation joined_by joined_at"),
    "dockets.Evaluation": (
        STAFF,
        "id agency law consultation entry source source_words due_on noted_by noted_at reminded_at done_by marked_by done_at",
    ),
    "laws.Document": (PUBLIC, "id consultation n kind title_th title_en kept"),
    "laws.Version": (STAFF, "id document number parts digest pdf reason by kept_at replaced_at"),
    "laws.Provision": (PUBLIC, "id version place above depth eid kind label number heading text digest"),
    "laws.Reading": (STAFF, "id public_id document by source told pdf reason at kept_as"),
    "directory.Area": (PUBLIC, "code level parent name_th name_en postal_code sort_key"),
    "directory.Agency": (
        PUBLIC,
        "id code name_th name_en short_name_th parent kind area official_code source source_date source_confirmed"
        " takes_complaints opens_on closes_on sort_key",
    ),
    "directory.AgencyEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id code name_th name_en short_name_th parent kind area"
        " official_code source source_date source_confirmed takes_complaints opens_on closes_on",
    ),
    "directory.ServiceArea": (PUBLIC, "id agency area source source_date"),
    "directory.ServiceAreaEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency area source source_date",
    ),
    "directory.Unit": (PUBLIC, "id agency parent name_th name_en"),
    "directory.UnitEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id agency parent name_th name_en",
    ),
    "directory.LoadedRow": (PUBLIC, "id table key digest"),
    "directory.Holiday": (PUBLIC, "id date name_th name_en kind area source closed_from closed_until"),
    "directory.HolidayEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id date name_th name_en kind area source closed_from"
        " closed_until",
    ),
    "directory.OfficeHours": (PUBLIC, "id weekday opens closes"),
    "directory.OfficeHoursEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id weekday opens closes",
    ),
    "directory.RegisterFile": (
        STAFF,
        "id public_id register name content preview plan_digest chosen_by chosen_at applied_at waits_for pressed_by"
        " language told takes_back",
    ),
    "directory.Topic": (
        PUBLIC,
        "id code parent name_th name_en covers_th covers_en visibility_floor offers_public urgency is_active position",
    ),
    "directory.TopicEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id code parent name_th name_en covers_th covers_en"
        " visibility_floor offers_public urgency is_active position",
    ),
    "directory.TopicAlias": (PUBLIC, "id scheme label topic"),
    "routing.RoutingRule": (PUBLIC, "id topic area agency to_local starts_on ends_on source named"),
    "routing.RoutingRuleEvent": (
        PUBLIC,
        "pgh_id pgh_created_at pgh_label pgh_obj pgh_context id topic area agency to_local starts_on ends_on source named",
    ),
}
