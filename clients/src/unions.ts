// What a client does with each member of each union: the skeleton of a client that
// has thought of everything. A new member, or a new union, does not compile until
// it is treated here. Take what you need, and keep a default for what comes later.
import type { Unions } from '../generated/schema.ts';

export type Course =
  /** It is done, or it is news: show it. */
  | 'go on'
  /** Another input may be taken: say what is wrong, offer what the answer offers. */
  | 'mend'
  /** The state is not what you think: query it. */
  | 'read again'
  /** What this was about is gone: go back to its first step. */
  | 'begin again'
  /** Something else comes before: pay, read and sign. */
  | 'do that first'
  /** The same request is taken later; the answer says when. */
  | 'wait'
  /** Not any more. */
  | 'give up';

function untreated(name: never): never {
  throw new Error(`nobody has thought of ${String(name)}`);
}

export const courses: { [Name in keyof Unions]: (answer: Unions[Name]) => Course } = {
  AbandonJobResult({ __typename }) {
    switch (__typename) {
      case 'AbandonJobSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  AcceptStaffInvitationResult({ __typename }) {
    switch (__typename) {
      case 'SignInSuccess':
        return 'go on';
      case 'CodeExpired':
        return 'give up';
      case 'InvalidInput':
        return 'mend';
      default:
        return untreated(__typename);
    }
  },
  AddScheduleExceptionResult({ __typename }) {
    switch (__typename) {
      case 'AddScheduleExceptionSuccess':
        return 'go on';
      case 'ScheduleBreaksVisits':
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  AmendConclusionResult({ __typename }) {
    switch (__typename) {
      case 'AmendConclusionSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  AnnounceDelayResult({ __typename }) {
    switch (__typename) {
      case 'AnnounceDelaySuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  AppointmentEvent({ __typename }) {
    switch (__typename) {
      case 'StreamReady':
      case 'AppointmentChanged':
        return 'go on';
      case 'StreamGap':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  AvailabilityEvent({ __typename }) {
    switch (__typename) {
      case 'StreamReady':
      case 'AvailabilityChanged':
        return 'go on';
      case 'StreamGap':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  BoardEvent({ __typename }) {
    switch (__typename) {
      case 'StreamReady':
      case 'BoardChanged':
        return 'go on';
      case 'StreamGap':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  ConsentWithdrawalEvent({ __typename }) {
    switch (__typename) {
      case 'StreamReady':
      case 'ConsentWithdrawalChanged':
        return 'go on';
      case 'StreamGap':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  BookAppointmentResult({ __typename }) {
    switch (__typename) {
      case 'BookAppointmentSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'HoldExpired':
        return 'begin again';
      default:
        return untreated(__typename);
    }
  },
  CancelAppointmentResult({ __typename }) {
    switch (__typename) {
      case 'CancelAppointmentSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  ConfirmCodeResult({ __typename }) {
    switch (__typename) {
      case 'SignInSuccess':
        return 'go on';
      case 'CodeInvalid':
        return 'mend';
      case 'CodeExpired':
        return 'begin again';
      case 'TooManyAttempts':
        return 'wait';
      case 'ConsentWithdrawn':
      case 'ConsentOutdated':
        return 'do that first';
      default:
        return untreated(__typename);
    }
  },
  ConfirmEmailResult({ __typename }) {
    switch (__typename) {
      case 'ConfirmEmailSuccess':
        return 'go on';
      case 'CodeInvalid':
        return 'mend';
      case 'CodeExpired':
        return 'begin again';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  ConfirmPatientResult({ __typename }) {
    switch (__typename) {
      case 'ConfirmPatientSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  CreateApiClientResult({ __typename }) {
    switch (__typename) {
      case 'CreateApiClientSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  CreatePatientResult({ __typename }) {
    switch (__typename) {
      case 'CreatePatientSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'PatientExists':
      case 'Conflict':
        return 'read again';
      case 'ConsentOutdated':
        return 'do that first';
      default:
        return untreated(__typename);
    }
  },
  CreateServiceResult({ __typename }) {
    switch (__typename) {
      case 'CreateServiceSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  CreateSpecialtyResult({ __typename }) {
    switch (__typename) {
      case 'CreateSpecialtySuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  EndCallResult({ __typename }) {
    switch (__typename) {
      case 'EndCallSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      case 'TooEarlyToJoin':
        return 'wait';
      case 'VisitClosed':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  EndPatientLinkResult({ __typename }) {
    switch (__typename) {
      case 'EndPatientLinkSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  ExtendHoldResult({ __typename }) {
    switch (__typename) {
      case 'ExtendHoldSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      case 'HoldExpired':
        return 'begin again';
      default:
        return untreated(__typename);
    }
  },
  FinishConsentWithdrawalResult({ __typename }) {
    switch (__typename) {
      case 'FinishConsentWithdrawalSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  FinishVisitResult({ __typename }) {
    switch (__typename) {
      case 'FinishVisitSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  HoldSlotResult({ __typename }) {
    switch (__typename) {
      case 'HoldSlotSuccess':
        return 'go on';
      case 'SlotTaken':
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  InviteGuestResult({ __typename }) {
    switch (__typename) {
      case 'InviteGuestSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'RoomFull':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  AnswerInvitationResult({ __typename }) {
    switch (__typename) {
      case 'AnswerInvitationSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  InviteStaffResult({ __typename }) {
    switch (__typename) {
      case 'InviteStaffSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  PublishConsentDocumentResult({ __typename }) {
    switch (__typename) {
      case 'PublishConsentDocumentSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RenewStaffLinkResult({ __typename }) {
    switch (__typename) {
      case 'RenewStaffLinkSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  ResendInvitationResult({ __typename }) {
    switch (__typename) {
      case 'ResendInvitationSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RequestGuestCodeResult({ __typename }) {
    switch (__typename) {
      case 'GuestCodeSent':
        return 'go on';
      case 'TooManyAttempts':
        return 'wait';
      case 'VisitClosed':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  AskToEnterResult({ __typename }) {
    switch (__typename) {
      case 'AskToEnterSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  AdmitGuestResult({ __typename }) {
    switch (__typename) {
      case 'AdmitGuestSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  HoldGuestResult({ __typename }) {
    switch (__typename) {
      case 'HoldGuestSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RemoveGuestResult({ __typename }) {
    switch (__typename) {
      case 'RemoveGuestSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  InvitationEvent({ __typename }) {
    switch (__typename) {
      case 'StreamReady':
      case 'InvitationChanged':
        return 'go on';
      case 'StreamGap':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  JoinVisitResult({ __typename }) {
    switch (__typename) {
      case 'JoinVisitSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'PaymentRequired':
      case 'ConsentRequired':
        return 'do that first';
      case 'TooEarlyToJoin':
      case 'RoomFull':
        return 'wait';
      case 'NotAdmitted': // a guest: in the lobby while retryable
        return 'begin again';
      case 'VisitClosed':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  LeaveVisitResult({ __typename }) {
    switch (__typename) {
      case 'LeaveVisitSuccess':
        return 'go on';
      case 'SessionGone':
        return 'begin again';
      default:
        return untreated(__typename);
    }
  },
  LinkPatientResult({ __typename }) {
    switch (__typename) {
      case 'LinkPatientSuccess':
        return 'go on';
      case 'CodeInvalid':
        return 'mend';
      case 'CodeExpired':
        return 'begin again';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  MarkMessagesReadResult({ __typename }) {
    switch (__typename) {
      case 'MarkMessagesReadSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      default:
        return untreated(__typename);
    }
  },
  MarkPatientAbsentResult({ __typename }) {
    switch (__typename) {
      case 'MarkPatientAbsentSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      case 'TooEarlyToMark':
        return 'wait';
      case 'PresenceDisagrees':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  MarkVisitFailedResult({ __typename }) {
    switch (__typename) {
      case 'MarkVisitFailedSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      case 'TooEarlyToMark':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  MessageEvent({ __typename }) {
    switch (__typename) {
      case 'StreamReady':
      case 'MessageAdded':
        return 'go on';
      case 'StreamGap':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  NoteUnmatchedPaymentResult({ __typename }) {
    switch (__typename) {
      case 'NoteUnmatchedPaymentSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  PublishScheduleResult({ __typename }) {
    switch (__typename) {
      case 'PublishScheduleSuccess':
        return 'go on';
      case 'ScheduleBreaksVisits':
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RecordConsentWithdrawalResult({ __typename }) {
    switch (__typename) {
      case 'RecordConsentWithdrawalSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RefundPaymentResult({ __typename }) {
    switch (__typename) {
      case 'RefundPaymentSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RegisterPatientResult({ __typename }) {
    switch (__typename) {
      case 'RegisterPatientSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'ConsentOutdated':
        return 'do that first';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  ReleaseHoldResult({ __typename }) {
    switch (__typename) {
      case 'ReleaseHoldSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      case 'HoldExpired':
        return 'begin again';
      default:
        return untreated(__typename);
    }
  },
  RequestConsentCodeResult({ __typename }) {
    switch (__typename) {
      case 'ConsentCodeSent':
        return 'go on';
      case 'Conflict':
        return 'read again';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  RequestEmailCodeResult({ __typename }) {
    switch (__typename) {
      case 'EmailCodeSent':
        return 'go on';
      case 'Conflict':
        return 'read again';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  RequestSignInCodeResult({ __typename }) {
    switch (__typename) {
      case 'SignInCodeSent':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  RequestWithdrawalCodeResult({ __typename }) {
    switch (__typename) {
      case 'ConsentCodeSent':
        return 'go on';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  RescheduleAppointmentResult({ __typename }) {
    switch (__typename) {
      case 'RescheduleAppointmentSuccess':
        return 'go on';
      case 'SlotTaken':
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'TooLateToMove':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  RestoreConsentResult({ __typename }) {
    switch (__typename) {
      case 'RestoreConsentSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'ConsentOutdated':
        return 'do that first';
      default:
        return untreated(__typename);
    }
  },
  RetryJobResult({ __typename }) {
    switch (__typename) {
      case 'RetryJobSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RetryNotificationResult({ __typename }) {
    switch (__typename) {
      case 'RetryNotificationSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RetryReceiptResult({ __typename }) {
    switch (__typename) {
      case 'RetryReceiptSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RetryRefundResult({ __typename }) {
    switch (__typename) {
      case 'RetryRefundSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RevokeApiClientResult({ __typename }) {
    switch (__typename) {
      case 'RevokeApiClientSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  RotateApiClientKeyResult({ __typename }) {
    switch (__typename) {
      case 'RotateApiClientKeySuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  SaveConclusionResult({ __typename }) {
    switch (__typename) {
      case 'SaveConclusionSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'ConclusionFinal':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  AnswerDeviceCheckResult({ __typename }) {
    switch (__typename) {
      case 'AnswerDeviceCheckSuccess':
        return 'go on';
      case 'SignalRefused':
        return 'mend';
      case 'SessionGone':
        return 'begin again';
      default:
        return untreated(__typename);
    }
  },
  StartDeviceCheckResult({ __typename }) {
    switch (__typename) {
      case 'StartDeviceCheckSuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  SaveDeviceCheckResult({ __typename }) {
    switch (__typename) {
      case 'SaveDeviceCheckSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  SendMessageResult({ __typename }) {
    switch (__typename) {
      case 'SendMessageSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'ChatClosed':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  SendVisitSignalsResult({ __typename }) {
    switch (__typename) {
      case 'SignalAck':
        return 'go on';
      case 'SignalGap':
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'SessionGone':
      case 'NotAdmitted':
        return 'begin again';
      case 'PaymentRequired':
      case 'ConsentRequired':
        return 'do that first';
      case 'TooEarlyToJoin':
        return 'wait';
      case 'SignalRefused':
      case 'VisitClosed':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  SignConclusionResult({ __typename }) {
    switch (__typename) {
      case 'SignConclusionSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'ConclusionFinal':
        return 'give up';
      default:
        return untreated(__typename);
    }
  },
  SignConsentResult({ __typename }) {
    switch (__typename) {
      case 'SignConsentSuccess':
        return 'go on';
      case 'CodeInvalid':
        return 'mend';
      case 'Conflict':
        return 'read again';
      case 'CodeExpired':
        return 'begin again';
      case 'ConsentOutdated':
        return 'do that first';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  SignInStaffResult({ __typename }) {
    switch (__typename) {
      case 'SignInSuccess':
        return 'go on';
      case 'SignInRefused':
        return 'mend';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  SignUpResult({ __typename }) {
    switch (__typename) {
      case 'SignUpSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'ConsentOutdated':
        return 'do that first';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  SignalBody({ __typename }) {
    switch (__typename) {
      case 'SdpOffer':
      case 'IceCandidate':
      case 'ParticipantJoined':
      case 'ParticipantLeft':
      case 'ParticipantChanged':
      case 'ActiveSpeaker':
      case 'TrackMap':
      case 'LayerChanged':
      case 'PictureWanted':
      case 'LinkModeChanged':
      case 'ServerStopping':
      case 'LinkChanged':
      case 'VisitStateChanged':
      case 'VisitEnded':
        return 'go on';
      case 'Resync':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  StartPaymentResult({ __typename }) {
    switch (__typename) {
      case 'StartPaymentSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      case 'PaymentNotNeeded':
      case 'Conflict':
        return 'read again';
      case 'HoldExpired':
        return 'begin again';
      case 'PaymentProviderUnavailable':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  SubscribeToPushResult({ __typename }) {
    switch (__typename) {
      case 'SubscribeToPushSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      default:
        return untreated(__typename);
    }
  },
  UnsubscribeFromPushResult({ __typename }) {
    switch (__typename) {
      case 'UnsubscribeFromPushSuccess':
        return 'go on';
      default:
        return untreated(__typename);
    }
  },
  UpdateNotificationSettingsResult({ __typename }) {
    switch (__typename) {
      case 'UpdateNotificationSettingsSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      default:
        return untreated(__typename);
    }
  },
  UpdateServiceResult({ __typename }) {
    switch (__typename) {
      case 'UpdateServiceSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      default:
        return untreated(__typename);
    }
  },
  UpdateViewerResult({ __typename }) {
    switch (__typename) {
      case 'UpdateViewerSuccess':
        return 'go on';
      case 'InvalidInput':
        return 'mend';
      default:
        return untreated(__typename);
    }
  },
  UploadDocumentsResult({ __typename }) {
    switch (__typename) {
      case 'UploadDocumentsSuccess':
        return 'go on';
      case 'FileRefused':
      case 'InvalidInput':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  WithdrawConsentResult({ __typename }) {
    switch (__typename) {
      case 'WithdrawConsentSuccess':
        return 'go on';
      case 'CodeInvalid':
        return 'mend';
      case 'CodeExpired':
        return 'begin again';
      case 'TooManyAttempts':
        return 'wait';
      default:
        return untreated(__typename);
    }
  },
  WithdrawDelayResult({ __typename }) {
    switch (__typename) {
      case 'WithdrawDelaySuccess':
        return 'go on';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
  WithdrawScheduleExceptionResult({ __typename }) {
    switch (__typename) {
      case 'WithdrawScheduleExceptionSuccess':
        return 'go on';
      case 'ScheduleBreaksVisits':
        return 'mend';
      case 'Conflict':
        return 'read again';
      default:
        return untreated(__typename);
    }
  },
};
