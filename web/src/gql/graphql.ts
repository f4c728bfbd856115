/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** States of an appointment. */
export type AppointmentStatus =
  /** Waiting for the provider's word about the money. */
  | 'AWAITING_PAYMENT'
  /** It will take place. */
  | 'BOOKED'
  /** Called off. */
  | 'CANCELLED'
  /** The hold ran out or was let go. */
  | 'EXPIRED'
  /** It failed technically. */
  | 'FAILED'
  /** It took place. */
  | 'FULFILLED'
  /** A chosen time, kept for the patient for some minutes. */
  | 'HELD'
  /** The call runs. */
  | 'IN_PROGRESS'
  /** One side did not come. */
  | 'NO_SHOW';

/** ISO 4217 codes that the clinic uses. */
export type Currency =
  /** Russian rouble, 100 kopecks. */
  | 'RUB';

/** What the device is good for. */
export type DeviceVerdict =
  /** Voice. */
  | 'AUDIO'
  /** Text only. */
  | 'TEXT'
  /** Video and voice. */
  | 'VIDEO';

/** What a paper is. */
export type DocumentKind =
  /** Anything else. */
  | 'OTHER'
  /** Photograph. */
  | 'PHOTO'
  /** Discharge summary, conclusion or referral. */
  | 'REPORT'
  /** Laboratory or instrumental result. */
  | 'RESULT';

/** Who pays. */
export type Funding =
  /** Insurance; the patient pays nothing. */
  | 'COVERED'
  /** The patient. */
  | 'SELF_PAY';

/** The languages of texts for people. */
export type Locale =
  /** English. */
  | 'EN'
  /** Russian. */
  | 'RU';

/** The one thing to do next. */
export type NextAction =
  /** Finish booking. */
  | 'BOOK'
  /** Check camera, microphone and speaker. */
  | 'CHECK_DEVICE'
  /** Join. */
  | 'JOIN'
  /** Nothing. */
  | 'NONE'
  /** Pay. */
  | 'PAY'
  /** Read the conclusion. */
  | 'READ_CONCLUSION'
  /** Return to the running call. */
  | 'RETURN'
  /** Sign the informed consent. */
  | 'SIGN_CONSENT'
  /** Wait for the door to open. */
  | 'WAIT'
  /** Write and sign the conclusion (practitioner). */
  | 'WRITE_CONCLUSION';

/** How much of the clinic's chart an account reaches. */
export type PatientStatus =
  /** A registrar has seen the person's paper; sees the whole chart. */
  | 'CONFIRMED'
  /** Registered online; sees what the own online visits produced. */
  | 'UNCONFIRMED';

/** Means of payment. */
export type PaymentMethod =
  /** Bank card. */
  | 'CARD'
  /** Faster Payments System (SBP). */
  | 'SBP';

/** When a self-pay visit has to be paid. */
export type PaymentPolicy =
  /** Any time before joining. */
  | 'AT_VISIT'
  /** Before it is booked. */
  | 'PREPAY';

/** States of a payment. */
export type PaymentStatus =
  /** Nothing has to be paid any more. */
  | 'CANCELLED'
  /** To be paid. */
  | 'DUE'
  /** The last try failed; try again. */
  | 'FAILED'
  /** Paid. */
  | 'PAID'
  /** The provider is working on it. */
  | 'PENDING'
  /** Money has been returned. */
  | 'REFUNDED'
  /** Money is on its way back. */
  | 'REFUND_REQUESTED'
  /** Paid, and the final receipt is out. */
  | 'SETTLED';

/** Codes of refusals; the same string stands in `extensions.code`, REST answers and webhooks. Only ever added to. */
export type ProblemCode =
  /** The chat of this visit is not open. */
  | 'CHAT_CLOSED'
  /** The code is too old or was used. */
  | 'CODE_EXPIRED'
  /** The code does not match. */
  | 'CODE_INVALID'
  /** The conclusion is signed; write an addendum. */
  | 'CONCLUSION_FINAL'
  /** The object has changed meanwhile; read it again. */
  | 'CONFLICT'
  /** The text has a newer version; read and sign that one. */
  | 'CONSENT_OUTDATED'
  /** A consent has to be signed first. */
  | 'CONSENT_REQUIRED'
  /** A file is larger than allowed. */
  | 'FILE_TOO_LARGE'
  /** A file's type is not accepted. */
  | 'FILE_TYPE_REFUSED'
  /** The hold has run out. */
  | 'HOLD_EXPIRED'
  /** The patient holds as many times as allowed. */
  | 'HOLD_LIMIT'
  /** The idempotency key was used with another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A value of the input is not usable; `fields` says which. */
  | 'INVALID_INPUT'
  /** The practitioner does not receive then, or it is not open for booking. */
  | 'OUTSIDE_SCHEDULE'
  /** The patient has another visit at that time. */
  | 'PATIENT_BUSY'
  /** There is nothing to pay. */
  | 'PAYMENT_NOT_NEEDED'
  /** The payment provider does not answer; nothing was charged. */
  | 'PAYMENT_PROVIDER_UNAVAILABLE'
  /** The visit has to be paid first. */
  | 'PAYMENT_REQUIRED'
  /** The room has as many people as it may. */
  | 'ROOM_FULL'
  /** The session of the call is gone; join again. */
  | 'SESSION_GONE'
  /** A signal is missing; send from `expected`. */
  | 'SIGNAL_GAP'
  /** A signal is malformed or over a limit. */
  | 'SIGNAL_REFUSED'
  /** E-mail, password or second factor do not match. */
  | 'SIGN_IN_REFUSED'
  /** Somebody else has taken the time. */
  | 'SLOT_TAKEN'
  /** The door opens at `opensAt`. */
  | 'TOO_EARLY_TO_JOIN'
  /** Too many tries or codes; wait until `retryAt`. */
  | 'TOO_MANY_ATTEMPTS'
  /** The visit is over or does not take place. */
  | 'VISIT_CLOSED';

/** What somebody may do in principle; rows are decided one by one. */
export type Role =
  /** The clinic's administrator. */
  | 'ADMIN'
  /** A patient. */
  | 'PATIENT'
  /** A doctor or another practitioner. */
  | 'PRACTITIONER'
  /** The clinic's desk. */
  | 'REGISTRAR';

/** Papers. */
export type UploadDocumentsInput = {
  /** For which visit. */
  appointmentId: string | number;
  /** The files (multipart request). */
  files: Array<File>;
  /** Random per attempt; repeat it to repeat the request safely. */
  idempotencyKey: string;
  /** What they are. */
  kind?: DocumentKind;
};

/** What a remote visit may be (323-FZ art. 36.2). */
export type VisitKind =
  /** After a diagnosis made in person: treatment may be changed. */
  | 'FOLLOW_UP'
  /** Advice; no diagnosis and no treatment is prescribed. */
  | 'INFORMATIONAL';

/** States of a visit. */
export type VisitStatus =
  /** It was broken off. */
  | 'ABORTED'
  /** Over. */
  | 'CLOSED'
  /** The conclusion is signed. */
  | 'CONCLUDED'
  /** One side has dropped out of the call. */
  | 'INTERRUPTED'
  /** They talk. */
  | 'IN_CALL'
  /** The door is open, nobody is inside. */
  | 'OPEN'
  /** Both are in the room, media is being connected. */
  | 'READY'
  /** Before the door opens. */
  | 'SCHEDULED'
  /** One side is in the room. */
  | 'WAITING'
  /** The call is over, the conclusion is being written. */
  | 'WRAP_UP';

export type PersonNameFragment = { __typename: 'Patient', id: string, familyName: string, givenName: string, patronymic: string | null };

export type PractitionerCardFragment = { __typename: 'Practitioner', id: string, familyName: string, givenName: string, patronymic: string | null, qualification: string, specialties: Array<{ __typename: 'Specialty', id: string, name: string }> };

export type PaymentStateFragment = { __typename: 'Payment', id: string, status: PaymentStatus, method: PaymentMethod | null, paidAt: string | null, amount: { __typename: 'Money', amountMinor: number, currency: Currency } };

export type VisitClockFragment = { __typename: 'Visit', id: string, status: VisitStatus, statusSince: string, opensAt: string, closesAt: string, serverTime: string, startedAt: string | null, finishedAt: string | null, unreadCount: number };

export type DocumentRowFragment = { __typename: 'Document', id: string, name: string, size: number, contentType: string, kind: DocumentKind, createdAt: string, fromPatient: boolean, url: string };

export type AppointmentCardFragment = { __typename: 'Appointment', id: string, status: AppointmentStatus, startsAt: string, endsAt: string, clinicTimeZone: string, holdExpiresAt: string | null, nextAction: NextAction, funding: Funding, documentCount: number, cursor: string, price: { __typename: 'Money', amountMinor: number, currency: Currency }, practitioner: { __typename: 'Practitioner', id: string, familyName: string, givenName: string, patronymic: string | null, qualification: string, specialties: Array<{ __typename: 'Specialty', id: string, name: string }> }, service: { __typename: 'HealthcareService', id: string, name: string, kind: VisitKind, durationMinutes: number, paymentPolicy: PaymentPolicy }, payment: { __typename: 'Payment', id: string, status: PaymentStatus, method: PaymentMethod | null, paidAt: string | null, amount: { __typename: 'Money', amountMinor: number, currency: Currency } } | null, visit: { __typename: 'Visit', id: string, status: VisitStatus, statusSince: string, opensAt: string, closesAt: string, serverTime: string, startedAt: string | null, finishedAt: string | null, unreadCount: number } | null, consentToSign: { __typename: 'ConsentDocument', id: string } | null, deviceCheck: { __typename: 'DeviceCheck', verdict: DeviceVerdict, checkedAt: string } | null };

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { __typename: 'Query', serverTime: string, clinic: { __typename: 'Clinic', id: string, name: string, supportPhone: string, address: string, timeZone: string, holdSeconds: number, maxFileBytes: number }, viewer: { __typename: 'Viewer', id: string, role: Role, locale: Locale, timeZone: string, patient: { __typename: 'Patient', status: PatientStatus, phone: string | null, id: string, familyName: string, givenName: string, patronymic: string | null } | null, practitioner: { __typename: 'Practitioner', id: string, familyName: string, givenName: string, patronymic: string | null, qualification: string, specialties: Array<{ __typename: 'Specialty', id: string, name: string }> } | null } | null };

export type SessionViewerFragment = { __typename: 'Viewer', id: string, role: Role, locale: Locale, timeZone: string, patient: { __typename: 'Patient', status: PatientStatus, phone: string | null, id: string, familyName: string, givenName: string, patronymic: string | null } | null, practitioner: { __typename: 'Practitioner', id: string, familyName: string, givenName: string, patronymic: string | null, qualification: string, specialties: Array<{ __typename: 'Specialty', id: string, name: string }> } | null };

export type ServerClockQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerClockQuery = { __typename: 'Query', serverTime: string };

export type AppointmentChangesSubscriptionVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type AppointmentChangesSubscription = { __typename: 'Subscription', appointmentChanged:
    | { __typename: 'AppointmentChanged', cursor: string, seq: number, kind: string, appointment: { __typename: 'Appointment', id: string, status: AppointmentStatus, startsAt: string, endsAt: string, clinicTimeZone: string, holdExpiresAt: string | null, nextAction: NextAction, funding: Funding, documentCount: number, cursor: string, price: { __typename: 'Money', amountMinor: number, currency: Currency }, practitioner: { __typename: 'Practitioner', id: string, familyName: string, givenName: string, patronymic: string | null, qualification: string, specialties: Array<{ __typename: 'Specialty', id: string, name: string }> }, service: { __typename: 'HealthcareService', id: string, name: string, kind: VisitKind, durationMinutes: number, paymentPolicy: PaymentPolicy }, payment: { __typename: 'Payment', id: string, status: PaymentStatus, method: PaymentMethod | null, paidAt: string | null, amount: { __typename: 'Money', amountMinor: number, currency: Currency } } | null, visit: { __typename: 'Visit', id: string, status: VisitStatus, statusSince: string, opensAt: string, closesAt: string, serverTime: string, startedAt: string | null, finishedAt: string | null, unreadCount: number } | null, consentToSign: { __typename: 'ConsentDocument', id: string } | null, deviceCheck: { __typename: 'DeviceCheck', verdict: DeviceVerdict, checkedAt: string } | null } | null }
    | { __typename: 'StreamGap', reason: string, cursor: string }
    | { __typename: 'StreamReady', cursor: string }
   };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { __typename: 'Mutation', signOut: { __typename: 'SignOutSuccess', at: string } | null };

export type UploadDocumentsMutationVariables = Exact<{
  input: UploadDocumentsInput;
}>;


export type UploadDocumentsMutation = { __typename: 'Mutation', uploadDocuments:
    | { __typename: 'Conflict', code: ProblemCode, message: string, retryable: boolean }
    | { __typename: 'FileRefused', code: ProblemCode, name: string, message: string, retryable: boolean }
    | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean }
    | { __typename: 'UploadDocumentsSuccess', documents: Array<{ __typename: 'Document', id: string, name: string, size: number, contentType: string, kind: DocumentKind, createdAt: string, fromPatient: boolean, url: string }> }
   | null };

export const DocumentRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DocumentRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Document"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"fromPatient"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<DocumentRowFragment, unknown>;
export const PractitionerCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PractitionerCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Practitioner"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}},{"kind":"Field","name":{"kind":"Name","value":"qualification"}},{"kind":"Field","name":{"kind":"Name","value":"specialties"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<PractitionerCardFragment, unknown>;
export const PaymentStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PaymentState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"paidAt"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]} as unknown as DocumentNode<PaymentStateFragment, unknown>;
export const VisitClockFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"VisitClock"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Visit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusSince"}},{"kind":"Field","name":{"kind":"Name","value":"opensAt"}},{"kind":"Field","name":{"kind":"Name","value":"closesAt"}},{"kind":"Field","name":{"kind":"Name","value":"serverTime"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}}]}}]} as unknown as DocumentNode<VisitClockFragment, unknown>;
export const AppointmentCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AppointmentCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Appointment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"clinicTimeZone"}},{"kind":"Field","name":{"kind":"Name","value":"holdExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAction"}},{"kind":"Field","name":{"kind":"Name","value":"funding"}},{"kind":"Field","name":{"kind":"Name","value":"documentCount"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"practitioner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PractitionerCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"service"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"durationMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"paymentPolicy"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PaymentState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"visit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"VisitClock"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consentToSign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deviceCheck"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PractitionerCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Practitioner"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}},{"kind":"Field","name":{"kind":"Name","value":"qualification"}},{"kind":"Field","name":{"kind":"Name","value":"specialties"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PaymentState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"paidAt"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"VisitClock"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Visit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusSince"}},{"kind":"Field","name":{"kind":"Name","value":"opensAt"}},{"kind":"Field","name":{"kind":"Name","value":"closesAt"}},{"kind":"Field","name":{"kind":"Name","value":"serverTime"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}}]}}]} as unknown as DocumentNode<AppointmentCardFragment, unknown>;
export const PersonNameFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonName"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Patient"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}}]}}]} as unknown as DocumentNode<PersonNameFragment, unknown>;
export const SessionViewerFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionViewer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Viewer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"patient"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"practitioner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PractitionerCard"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonName"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Patient"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PractitionerCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Practitioner"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}},{"kind":"Field","name":{"kind":"Name","value":"qualification"}},{"kind":"Field","name":{"kind":"Name","value":"specialties"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<SessionViewerFragment, unknown>;
export const SessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"serverTime"}},{"kind":"Field","name":{"kind":"Name","value":"clinic"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"supportPhone"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"holdSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"maxFileBytes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionViewer"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PersonName"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Patient"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PractitionerCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Practitioner"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}},{"kind":"Field","name":{"kind":"Name","value":"qualification"}},{"kind":"Field","name":{"kind":"Name","value":"specialties"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionViewer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Viewer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"patient"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PersonName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"practitioner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PractitionerCard"}}]}}]}}]} as unknown as DocumentNode<SessionQuery, SessionQueryVariables>;
export const ServerClockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ServerClock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"serverTime"}}]}}]} as unknown as DocumentNode<ServerClockQuery, ServerClockQueryVariables>;
export const AppointmentChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"AppointmentChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Cursor"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"appointmentChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StreamReady"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StreamGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AppointmentChanged"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"appointment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"AppointmentCard"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PractitionerCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Practitioner"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"familyName"}},{"kind":"Field","name":{"kind":"Name","value":"givenName"}},{"kind":"Field","name":{"kind":"Name","value":"patronymic"}},{"kind":"Field","name":{"kind":"Name","value":"qualification"}},{"kind":"Field","name":{"kind":"Name","value":"specialties"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PaymentState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Payment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"paidAt"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"VisitClock"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Visit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusSince"}},{"kind":"Field","name":{"kind":"Name","value":"opensAt"}},{"kind":"Field","name":{"kind":"Name","value":"closesAt"}},{"kind":"Field","name":{"kind":"Name","value":"serverTime"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"AppointmentCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Appointment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"startsAt"}},{"kind":"Field","name":{"kind":"Name","value":"endsAt"}},{"kind":"Field","name":{"kind":"Name","value":"clinicTimeZone"}},{"kind":"Field","name":{"kind":"Name","value":"holdExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAction"}},{"kind":"Field","name":{"kind":"Name","value":"funding"}},{"kind":"Field","name":{"kind":"Name","value":"documentCount"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"practitioner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PractitionerCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"service"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"durationMinutes"}},{"kind":"Field","name":{"kind":"Name","value":"paymentPolicy"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PaymentState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"visit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"VisitClock"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consentToSign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deviceCheck"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}}]}}]}}]} as unknown as DocumentNode<AppointmentChangesSubscription, AppointmentChangesSubscriptionVariables>;
export const SignOutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signOut"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}}]}}]}}]} as unknown as DocumentNode<SignOutMutation, SignOutMutationVariables>;
export const UploadDocumentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UploadDocuments"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UploadDocumentsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uploadDocuments"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UploadDocumentsSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"documents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DocumentRow"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FileRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DocumentRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Document"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"fromPatient"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<UploadDocumentsMutation, UploadDocumentsMutationVariables>;