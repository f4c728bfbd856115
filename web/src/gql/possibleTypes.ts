
      export type PossibleTypesResultData = {
  "possibleTypes": {
    "AbandonJobResult": [
      "AbandonJobSuccess",
      "Conflict"
    ],
    "AcceptStaffInvitationResult": [
      "CodeExpired",
      "InvalidInput",
      "SignInSuccess"
    ],
    "AddScheduleExceptionResult": [
      "AddScheduleExceptionSuccess",
      "Conflict",
      "InvalidInput",
      "ScheduleBreaksVisits"
    ],
    "AdmitGuestResult": [
      "AdmitGuestSuccess",
      "Conflict"
    ],
    "AmendConclusionResult": [
      "AmendConclusionSuccess",
      "Conflict",
      "InvalidInput"
    ],
    "AnnounceDelayResult": [
      "AnnounceDelaySuccess",
      "Conflict",
      "InvalidInput"
    ],
    "AnswerDeviceCheckResult": [
      "AnswerDeviceCheckSuccess",
      "SessionGone",
      "SignalRefused"
    ],
    "AnswerInvitationResult": [
      "AnswerInvitationSuccess",
      "Conflict"
    ],
    "AppointmentEvent": [
      "AppointmentChanged",
      "StreamGap",
      "StreamReady"
    ],
    "AskToEnterResult": [
      "AskToEnterSuccess",
      "Conflict"
    ],
    "AvailabilityEvent": [
      "AvailabilityChanged",
      "StreamGap",
      "StreamReady"
    ],
    "BoardEvent": [
      "BoardChanged",
      "StreamGap",
      "StreamReady"
    ],
    "BookAppointmentResult": [
      "BookAppointmentSuccess",
      "Conflict",
      "HoldExpired",
      "InvalidInput"
    ],
    "CancelAppointmentResult": [
      "CancelAppointmentSuccess",
      "Conflict",
      "InvalidInput"
    ],
    "ConfirmCodeResult": [
      "CodeExpired",
      "CodeInvalid",
      "ConsentOutdated",
      "ConsentWithdrawn",
      "SignInSuccess",
      "TooManyAttempts"
    ],
    "ConfirmEmailResult": [
      "CodeExpired",
      "CodeInvalid",
      "ConfirmEmailSuccess",
      "TooManyAttempts"
    ],
    "ConfirmPatientResult": [
      "ConfirmPatientSuccess",
      "Conflict",
      "InvalidInput"
    ],
    "ConsentWithdrawalEvent": [
      "ConsentWithdrawalChanged",
      "StreamGap",
      "StreamReady"
    ],
    "CreateApiClientResult": [
      "Conflict",
      "CreateApiClientSuccess",
      "InvalidInput"
    ],
    "CreatePatientResult": [
      "Conflict",
      "ConsentOutdated",
      "CreatePatientSuccess",
      "InvalidInput",
      "PatientExists"
    ],
    "CreateServiceResult": [
      "Conflict",
      "CreateServiceSuccess",
      "InvalidInput"
    ],
    "CreateSpecialtyResult": [
      "Conflict",
      "CreateSpecialtySuccess",
      "InvalidInput"
    ],
    "EndCallResult": [
      "Conflict",
      "EndCallSuccess",
      "TooEarlyToJoin",
      "VisitClosed"
    ],
    "EndPatientLinkResult": [
      "Conflict",
      "EndPatientLinkSuccess"
    ],
    "ExtendHoldResult": [
      "Conflict",
      "ExtendHoldSuccess",
      "HoldExpired"
    ],
    "FinishConsentWithdrawalResult": [
      "Conflict",
      "FinishConsentWithdrawalSuccess"
    ],
    "FinishVisitResult": [
      "Conflict",
      "FinishVisitSuccess"
    ],
    "HoldGuestResult": [
      "Conflict",
      "HoldGuestSuccess"
    ],
    "HoldSlotResult": [
      "Conflict",
      "HoldSlotSuccess",
      "InvalidInput",
      "SlotTaken"
    ],
    "InvitationEvent": [
      "InvitationChanged",
      "StreamGap",
      "StreamReady"
    ],
    "InviteGuestResult": [
      "Conflict",
      "InvalidInput",
      "InviteGuestSuccess",
      "RoomFull"
    ],
    "InviteStaffResult": [
      "Conflict",
      "InvalidInput",
      "InviteStaffSuccess"
    ],
    "JoinVisitResult": [
      "Conflict",
      "ConsentRequired",
      "InvalidInput",
      "JoinVisitSuccess",
      "NotAdmitted",
      "PaymentRequired",
      "RoomFull",
      "TooEarlyToJoin",
      "VisitClosed"
    ],
    "LeaveVisitResult": [
      "LeaveVisitSuccess",
      "SessionGone"
    ],
    "LinkPatientResult": [
      "CodeExpired",
      "CodeInvalid",
      "LinkPatientSuccess",
      "TooManyAttempts"
    ],
    "MarkMessagesReadResult": [
      "InvalidInput",
      "MarkMessagesReadSuccess"
    ],
    "MarkPatientAbsentResult": [
      "Conflict",
      "MarkPatientAbsentSuccess",
      "PresenceDisagrees",
      "TooEarlyToMark"
    ],
    "MarkVisitFailedResult": [
      "Conflict",
      "MarkVisitFailedSuccess",
      "TooEarlyToMark"
    ],
    "MessageEvent": [
      "MessageAdded",
      "StreamGap",
      "StreamReady"
    ],
    "Node": [
      "Appointment",
      "ChatMessage",
      "Clinic",
      "Conclusion",
      "Consent",
      "ConsentDocument",
      "ConsentWithdrawal",
      "Document",
      "Guest",
      "HealthcareService",
      "MedicalHistoryEntry",
      "Patient",
      "Payment",
      "Practitioner",
      "Specialty",
      "Visit"
    ],
    "NoteUnmatchedPaymentResult": [
      "Conflict",
      "InvalidInput",
      "NoteUnmatchedPaymentSuccess"
    ],
    "Problem": [
      "ChatClosed",
      "CodeExpired",
      "CodeInvalid",
      "ConclusionFinal",
      "Conflict",
      "ConsentOutdated",
      "ConsentRequired",
      "ConsentWithdrawn",
      "FileRefused",
      "HoldExpired",
      "InvalidInput",
      "NotAdmitted",
      "PatientExists",
      "PaymentNotNeeded",
      "PaymentProviderUnavailable",
      "PaymentRequired",
      "PresenceDisagrees",
      "RoomFull",
      "ScheduleBreaksVisits",
      "SessionGone",
      "SignInRefused",
      "SignalGap",
      "SignalRefused",
      "SlotTaken",
      "TooEarlyToJoin",
      "TooEarlyToMark",
      "TooLateToMove",
      "TooManyAttempts",
      "VisitClosed"
    ],
    "PublishConsentDocumentResult": [
      "Conflict",
      "InvalidInput",
      "PublishConsentDocumentSuccess"
    ],
    "PublishScheduleResult": [
      "Conflict",
      "InvalidInput",
      "PublishScheduleSuccess",
      "ScheduleBreaksVisits"
    ],
    "RecordConsentWithdrawalResult": [
      "Conflict",
      "InvalidInput",
      "RecordConsentWithdrawalSuccess"
    ],
    "RefundPaymentResult": [
      "Conflict",
      "InvalidInput",
      "RefundPaymentSuccess"
    ],
    "RegisterPatientResult": [
      "ConsentOutdated",
      "InvalidInput",
      "RegisterPatientSuccess",
      "TooManyAttempts"
    ],
    "ReleaseHoldResult": [
      "Conflict",
      "HoldExpired",
      "ReleaseHoldSuccess"
    ],
    "RemoveGuestResult": [
      "Conflict",
      "RemoveGuestSuccess"
    ],
    "RenewStaffLinkResult": [
      "Conflict",
      "RenewStaffLinkSuccess"
    ],
    "RequestConsentCodeResult": [
      "Conflict",
      "ConsentCodeSent",
      "TooManyAttempts"
    ],
    "RequestEmailCodeResult": [
      "Conflict",
      "EmailCodeSent",
      "TooManyAttempts"
    ],
    "RequestGuestCodeResult": [
      "GuestCodeSent",
      "TooManyAttempts",
      "VisitClosed"
    ],
    "RequestSignInCodeResult": [
      "InvalidInput",
      "SignInCodeSent",
      "TooManyAttempts"
    ],
    "RequestWithdrawalCodeResult": [
      "ConsentCodeSent",
      "TooManyAttempts"
    ],
    "RescheduleAppointmentResult": [
      "Conflict",
      "InvalidInput",
      "RescheduleAppointmentSuccess",
      "SlotTaken",
      "TooLateToMove"
    ],
    "ResendInvitationResult": [
      "Conflict",
      "ResendInvitationSuccess"
    ],
    "RestoreConsentResult": [
      "Conflict",
      "ConsentOutdated",
      "InvalidInput",
      "RestoreConsentSuccess"
    ],
    "RetryJobResult": [
      "Conflict",
      "RetryJobSuccess"
    ],
    "RetryNotificationResult": [
      "Conflict",
      "RetryNotificationSuccess"
    ],
    "RetryReceiptResult": [
      "Conflict",
      "RetryReceiptSuccess"
    ],
    "RetryRefundResult": [
      "Conflict",
      "RetryRefundSuccess"
    ],
    "RevokeApiClientResult": [
      "Conflict",
      "RevokeApiClientSuccess"
    ],
    "RotateApiClientKeyResult": [
      "Conflict",
      "InvalidInput",
      "RotateApiClientKeySuccess"
    ],
    "SaveConclusionResult": [
      "ConclusionFinal",
      "Conflict",
      "InvalidInput",
      "SaveConclusionSuccess"
    ],
    "SaveDeviceCheckResult": [
      "Conflict",
      "InvalidInput",
      "SaveDeviceCheckSuccess"
    ],
    "SendMessageResult": [
      "ChatClosed",
      "Conflict",
      "InvalidInput",
      "SendMessageSuccess"
    ],
    "SendVisitSignalsResult": [
      "Conflict",
      "ConsentRequired",
      "InvalidInput",
      "NotAdmitted",
      "PaymentRequired",
      "SessionGone",
      "SignalAck",
      "SignalGap",
      "SignalRefused",
      "TooEarlyToJoin",
      "VisitClosed"
    ],
    "SignConclusionResult": [
      "ConclusionFinal",
      "Conflict",
      "InvalidInput",
      "SignConclusionSuccess"
    ],
    "SignConsentResult": [
      "CodeExpired",
      "CodeInvalid",
      "Conflict",
      "ConsentOutdated",
      "SignConsentSuccess",
      "TooManyAttempts"
    ],
    "SignInStaffResult": [
      "SignInRefused",
      "SignInSuccess",
      "TooManyAttempts"
    ],
    "SignUpResult": [
      "ConsentOutdated",
      "InvalidInput",
      "SignUpSuccess",
      "TooManyAttempts"
    ],
    "SignalBody": [
      "ActiveSpeaker",
      "IceCandidate",
      "LayerChanged",
      "LinkChanged",
      "LinkModeChanged",
      "ParticipantChanged",
      "ParticipantJoined",
      "ParticipantLeft",
      "PictureWanted",
      "Resync",
      "SdpOffer",
      "ServerStopping",
      "TrackMap",
      "VisitEnded",
      "VisitStateChanged"
    ],
    "StartDeviceCheckResult": [
      "Conflict",
      "StartDeviceCheckSuccess"
    ],
    "StartPaymentResult": [
      "Conflict",
      "HoldExpired",
      "InvalidInput",
      "PaymentNotNeeded",
      "PaymentProviderUnavailable",
      "StartPaymentSuccess"
    ],
    "SubscribeToPushResult": [
      "InvalidInput",
      "SubscribeToPushSuccess"
    ],
    "UnsubscribeFromPushResult": [
      "UnsubscribeFromPushSuccess"
    ],
    "UpdateNotificationSettingsResult": [
      "InvalidInput",
      "UpdateNotificationSettingsSuccess"
    ],
    "UpdateServiceResult": [
      "InvalidInput",
      "UpdateServiceSuccess"
    ],
    "UpdateViewerResult": [
      "InvalidInput",
      "UpdateViewerSuccess"
    ],
    "UploadDocumentsResult": [
      "Conflict",
      "FileRefused",
      "InvalidInput",
      "UploadDocumentsSuccess"
    ],
    "WithdrawConsentResult": [
      "CodeExpired",
      "CodeInvalid",
      "TooManyAttempts",
      "WithdrawConsentSuccess"
    ],
    "WithdrawDelayResult": [
      "Conflict",
      "WithdrawDelaySuccess"
    ],
    "WithdrawScheduleExceptionResult": [
      "Conflict",
      "ScheduleBreaksVisits",
      "WithdrawScheduleExceptionSuccess"
    ]
  }
};
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "AbandonJobResult": [
      "AbandonJobSuccess",
      "Conflict"
    ],
    "AcceptStaffInvitationResult": [
      "CodeExpired",
      "InvalidInput",
      "SignInSuccess"
    ],
    "AddScheduleExceptionResult": [
      "AddScheduleExceptionSuccess",
      "Conflict",
      "InvalidInput",
      "ScheduleBreaksVisits"
    ],
    "AdmitGuestResult": [
      "AdmitGuestSuccess",
      "Conflict"
    ],
    "AmendConclusionResult": [
      "AmendConclusionSuccess",
      "Conflict",
      "InvalidInput"
    ],
    "AnnounceDelayResult": [
      "AnnounceDelaySuccess",
      "Conflict",
      "InvalidInput"
    ],
    "AnswerDeviceCheckResult": [
      "AnswerDeviceCheckSuccess",
      "SessionGone",
      "SignalRefused"
    ],
    "AnswerInvitationResult": [
      "AnswerInvitationSuccess",
      "Conflict"
    ],
    "AppointmentEvent": [
      "AppointmentChanged",
      "StreamGap",
      "StreamReady"
    ],
    "AskToEnterResult": [
      "AskToEnterSuccess",
      "Conflict"
    ],
    "AvailabilityEvent": [
      "AvailabilityChanged",
      "StreamGap",
      "StreamReady"
    ],
    "BoardEvent": [
      "BoardChanged",
      "StreamGap",
      "StreamReady"
    ],
    "BookAppointmentResult": [
      "BookAppointmentSuccess",
      "Conflict",
      "HoldExpired",
      "InvalidInput"
    ],
    "CancelAppointmentResult": [
      "CancelAppointmentSuccess",
      "Conflict",
      "InvalidInput"
    ],
    "ConfirmCodeResult": [
      "CodeExpired",
      "CodeInvalid",
      "ConsentOutdated",
      "ConsentWithdrawn",
      "SignInSuccess",
      "TooManyAttempts"
    ],
    "ConfirmEmailResult": [
      "CodeExpired",
      "CodeInvalid",
      "ConfirmEmailSuccess",
      "TooManyAttempts"
    ],
    "ConfirmPatientResult": [
      "ConfirmPatientSuccess",
      "Conflict",
      "InvalidInput"
    ],
    "ConsentWithdrawalEvent": [
      "ConsentWithdrawalChanged",
      "StreamGap",
      "StreamReady"
    ],
    "CreateApiClientResult": [
      "Conflict",
      "CreateApiClientSuccess",
      "InvalidInput"
    ],
    "CreatePatientResult": [
      "Conflict",
      "ConsentOutdated",
      "CreatePatientSuccess",
      "InvalidInput",
      "PatientExists"
    ],
    "CreateServiceResult": [
      "Conflict",
      "CreateServiceSuccess",
      "InvalidInput"
    ],
    "CreateSpecialtyResult": [
      "Conflict",
      "CreateSpecialtySuccess",
      "InvalidInput"
    ],
    "EndCallResult": [
      "Conflict",
      "EndCallSuccess",
      "TooEarlyToJoin",
      "VisitClosed"
    ],
    "EndPatientLinkResult": [
      "Conflict",
      "EndPatientLinkSuccess"
    ],
    "ExtendHoldResult": [
      "Conflict",
      "ExtendHoldSuccess",
      "HoldExpired"
    ],
    "FinishConsentWithdrawalResult": [
      "Conflict",
      "FinishConsentWithdrawalSuccess"
    ],
    "FinishVisitResult": [
      "Conflict",
      "FinishVisitSuccess"
    ],
    "HoldGuestResult": [
      "Conflict",
      "HoldGuestSuccess"
    ],
    "HoldSlotResult": [
      "Conflict",
      "HoldSlotSuccess",
      "InvalidInput",
      "SlotTaken"
    ],
    "InvitationEvent": [
      "InvitationChanged",
      "StreamGap",
      "StreamReady"
    ],
    "InviteGuestResult": [
      "Conflict",
      "InvalidInput",
      "InviteGuestSuccess",
      "RoomFull"
    ],
    "InviteStaffResult": [
      "Conflict",
      "InvalidInput",
      "InviteStaffSuccess"
    ],
    "JoinVisitResult": [
      "Conflict",
      "ConsentRequired",
      "InvalidInput",
      "JoinVisitSuccess",
      "NotAdmitted",
      "PaymentRequired",
      "RoomFull",
      "TooEarlyToJoin",
      "VisitClosed"
    ],
    "LeaveVisitResult": [
      "LeaveVisitSuccess",
      "SessionGone"
    ],
    "LinkPatientResult": [
      "CodeExpired",
      "CodeInvalid",
      "LinkPatientSuccess",
      "TooManyAttempts"
    ],
    "MarkMessagesReadResult": [
      "InvalidInput",
      "MarkMessagesReadSuccess"
    ],
    "MarkPatientAbsentResult": [
      "Conflict",
      "MarkPatientAbsentSuccess",
      "PresenceDisagrees",
      "TooEarlyToMark"
    ],
    "MarkVisitFailedResult": [
      "Conflict",
      "MarkVisitFailedSuccess",
      "TooEarlyToMark"
    ],
    "MessageEvent": [
      "MessageAdded",
      "StreamGap",
      "StreamReady"
    ],
    "Node": [
      "Appointment",
      "ChatMessage",
      "Clinic",
      "Conclusion",
      "Consent",
      "ConsentDocument",
      "ConsentWithdrawal",
      "Document",
      "Guest",
      "HealthcareService",
      "MedicalHistoryEntry",
      "Patient",
      "Payment",
      "Practitioner",
      "Specialty",
      "Visit"
    ],
    "NoteUnmatchedPaymentResult": [
      "Conflict",
      "InvalidInput",
      "NoteUnmatchedPaymentSuccess"
    ],
    "Problem": [
      "ChatClosed",
      "CodeExpired",
      "CodeInvalid",
      "ConclusionFinal",
      "Conflict",
      "ConsentOutdated",
      "ConsentRequired",
      "ConsentWithdrawn",
      "FileRefused",
      "HoldExpired",
      "InvalidInput",
      "NotAdmitted",
      "PatientExists",
      "PaymentNotNeeded",
      "PaymentProviderUnavailable",
      "PaymentRequired",
      "PresenceDisagrees",
      "RoomFull",
      "ScheduleBreaksVisits",
      "SessionGone",
      "SignInRefused",
      "SignalGap",
      "SignalRefused",
      "SlotTaken",
      "TooEarlyToJoin",
      "TooEarlyToMark",
      "TooLateToMove",
      "TooManyAttempts",
      "VisitClosed"
    ],
    "PublishConsentDocumentResult": [
      "Conflict",
      "InvalidInput",
      "PublishConsentDocumentSuccess"
    ],
    "PublishScheduleResult": [
      "Conflict",
      "InvalidInput",
      "PublishScheduleSuccess",
      "ScheduleBreaksVisits"
    ],
    "RecordConsentWithdrawalResult": [
      "Conflict",
      "InvalidInput",
      "RecordConsentWithdrawalSuccess"
    ],
    "RefundPaymentResult": [
      "Conflict",
      "InvalidInput",
      "RefundPaymentSuccess"
    ],
    "RegisterPatientResult": [
      "ConsentOutdated",
      "InvalidInput",
      "RegisterPatientSuccess",
      "TooManyAttempts"
    ],
    "ReleaseHoldResult": [
      "Conflict",
      "HoldExpired",
      "ReleaseHoldSuccess"
    ],
    "RemoveGuestResult": [
      "Conflict",
      "RemoveGuestSuccess"
    ],
    "RenewStaffLinkResult": [
      "Conflict",
      "RenewStaffLinkSuccess"
    ],
    "RequestConsentCodeResult": [
      "Conflict",
      "ConsentCodeSent",
      "TooManyAttempts"
    ],
    "RequestEmailCodeResult": [
      "Conflict",
      "EmailCodeSent",
      "TooManyAttempts"
    ],
    "RequestGuestCodeResult": [
      "GuestCodeSent",
      "TooManyAttempts",
      "VisitClosed"
    ],
    "RequestSignInCodeResult": [
      "InvalidInput",
      "SignInCodeSent",
      "TooManyAttempts"
    ],
    "RequestWithdrawalCodeResult": [
      "ConsentCodeSent",
      "TooManyAttempts"
    ],
    "RescheduleAppointmentResult": [
      "Conflict",
      "InvalidInput",
      "RescheduleAppointmentSuccess",
      "SlotTaken",
      "TooLateToMove"
    ],
    "ResendInvitationResult": [
      "Conflict",
      "ResendInvitationSuccess"
    ],
    "RestoreConsentResult": [
      "Conflict",
      "ConsentOutdated",
      "InvalidInput",
      "RestoreConsentSuccess"
    ],
    "RetryJobResult": [
      "Conflict",
      "RetryJobSuccess"
    ],
    "RetryNotificationResult": [
      "Conflict",
      "RetryNotificationSuccess"
    ],
    "RetryReceiptResult": [
      "Conflict",
      "RetryReceiptSuccess"
    ],
    "RetryRefundResult": [
      "Conflict",
      "RetryRefundSuccess"
    ],
    "RevokeApiClientResult": [
      "Conflict",
      "RevokeApiClientSuccess"
    ],
    "RotateApiClientKeyResult": [
      "Conflict",
      "InvalidInput",
      "RotateApiClientKeySuccess"
    ],
    "SaveConclusionResult": [
      "ConclusionFinal",
      "Conflict",
      "InvalidInput",
      "SaveConclusionSuccess"
    ],
    "SaveDeviceCheckResult": [
      "Conflict",
      "InvalidInput",
      "SaveDeviceCheckSuccess"
    ],
    "SendMessageResult": [
      "ChatClosed",
      "Conflict",
      "InvalidInput",
      "SendMessageSuccess"
    ],
    "SendVisitSignalsResult": [
      "Conflict",
      "ConsentRequired",
      "InvalidInput",
      "NotAdmitted",
      "PaymentRequired",
      "SessionGone",
      "SignalAck",
      "SignalGap",
      "SignalRefused",
      "TooEarlyToJoin",
      "VisitClosed"
    ],
    "SignConclusionResult": [
      "ConclusionFinal",
      "Conflict",
      "InvalidInput",
      "SignConclusionSuccess"
    ],
    "SignConsentResult": [
      "CodeExpired",
      "CodeInvalid",
      "Conflict",
      "ConsentOutdated",
      "SignConsentSuccess",
      "TooManyAttempts"
    ],
    "SignInStaffResult": [
      "SignInRefused",
      "SignInSuccess",
      "TooManyAttempts"
    ],
    "SignUpResult": [
      "ConsentOutdated",
      "InvalidInput",
      "SignUpSuccess",
      "TooManyAttempts"
    ],
    "SignalBody": [
      "ActiveSpeaker",
      "IceCandidate",
      "LayerChanged",
      "LinkChanged",
      "LinkModeChanged",
      "ParticipantChanged",
      "ParticipantJoined",
      "ParticipantLeft",
      "PictureWanted",
      "Resync",
      "SdpOffer",
      "ServerStopping",
      "TrackMap",
      "VisitEnded",
      "VisitStateChanged"
    ],
    "StartDeviceCheckResult": [
      "Conflict",
      "StartDeviceCheckSuccess"
    ],
    "StartPaymentResult": [
      "Conflict",
      "HoldExpired",
      "InvalidInput",
      "PaymentNotNeeded",
      "PaymentProviderUnavailable",
      "StartPaymentSuccess"
    ],
    "SubscribeToPushResult": [
      "InvalidInput",
      "SubscribeToPushSuccess"
    ],
    "UnsubscribeFromPushResult": [
      "UnsubscribeFromPushSuccess"
    ],
    "UpdateNotificationSettingsResult": [
      "InvalidInput",
      "UpdateNotificationSettingsSuccess"
    ],
    "UpdateServiceResult": [
      "InvalidInput",
      "UpdateServiceSuccess"
    ],
    "UpdateViewerResult": [
      "InvalidInput",
      "UpdateViewerSuccess"
    ],
    "UploadDocumentsResult": [
      "Conflict",
      "FileRefused",
      "InvalidInput",
      "UploadDocumentsSuccess"
    ],
    "WithdrawConsentResult": [
      "CodeExpired",
      "CodeInvalid",
      "TooManyAttempts",
      "WithdrawConsentSuccess"
    ],
    "WithdrawDelayResult": [
      "Conflict",
      "WithdrawDelaySuccess"
    ],
    "WithdrawScheduleExceptionResult": [
      "Conflict",
      "ScheduleBreaksVisits",
      "WithdrawScheduleExceptionSuccess"
    ]
  }
};
      export default result;
    