// A third-party scheduler: links a patient by a code, books for them, follows the visit.
// API_KEY is what createApiClient answered, with the scopes PATIENTS and APPOINTMENTS_WRITE.
import { randomUUID } from 'node:crypto';
import { follow } from '../src/resume.ts';
import { connect } from '../src/socket.ts';
import { ask as send, codeOfTheSms, phone, server } from './session.ts';

const key = process.env['API_KEY'] ?? '';
const ask = <Data>(query: string, input: object = {}) => send<Data>(query, input, key);

/** The success of a mutation; a problem is thrown. */
function done<Success>(answer: Success & { code?: string }): Success {
  if (answer.code) throw new Error(answer.code);
  return answer;
}

const { apiClient } = await ask<{ apiClient: { name: string; scopes: string[] } }>('{ apiClient { name scopes } }');
console.log(`${apiClient.name} may ${apiClient.scopes.join(', ')}`);

// The person reads the consent, gives the phone, and tells the code that comes by SMS.
const { consentDocument } = await ask<{ consentDocument: { id: string } }>('{ consentDocument(kind: PERSONAL_DATA) { id } }');
const { registerPatient } = await ask<{ registerPatient: { challenge: { id: string } } }>(
  `mutation ($input: RegisterPatientInput!) { registerPatient(input: $input) {
    ... on RegisterPatientSuccess { challenge { id } } ... on Problem { code message } } }`,
  { input: { phone, familyName: 'Орлова', givenName: 'Анна', birthDate: '1990-05-17', sex: 'FEMALE', consentDocumentId: consentDocument.id } },
);
const { linkPatient } = await ask<{ linkPatient: { patient: { id: string; givenName: string } } }>(
  `mutation ($input: LinkPatientInput!) { linkPatient(input: $input) {
    ... on LinkPatientSuccess { patient { id givenName } } ... on Problem { code message } } }`,
  { input: { challengeId: done(registerPatient).challenge.id, code: await codeOfTheSms() } },
);
const { patient } = done(linkPatient);
console.log(`may book for ${patient.givenName}`);

// Who receives, and when.
type Doctors = { practitioners: { nodes: { id: string; familyName: string; services: { id: string; paymentPolicy: string }[] }[] }; serverTime: string };
const { practitioners, serverTime } = await ask<Doctors>('{ serverTime practitioners { nodes { id familyName services { id paymentPolicy } } } }');
const day = 86_400_000;
type Times = { availability: { days: { slots: { startsAt: string }[] }[] } };
const offers = practitioners.nodes.flatMap(({ id, services }) => services.map((service) => ({ practitionerId: id, ...service })));
let held: { id: string; cursor: string } | undefined;
for (const { practitionerId, id: serviceId, paymentPolicy } of offers) {
  if (paymentPolicy === 'PREPAY') continue; // the patient would have to pay within minutes
  const { availability } = await ask<Times>(
    `query ($practitionerId: ID!, $serviceId: ID!, $from: DateTime!, $to: DateTime!) {
      availability(practitionerId: $practitionerId, serviceId: $serviceId, from: $from, to: $to) { days { slots { startsAt } } } }`,
    { practitionerId, serviceId, from: serverTime, to: new Date(Date.parse(serverTime) + 14 * day) },
  );
  const startsAt = availability.days.flatMap(({ slots }) => slots).at(-1)?.startsAt;
  if (!startsAt) continue;
  const { holdSlot } = await ask<{ holdSlot: { appointment: { id: string; cursor: string } } }>(
    `mutation ($input: HoldSlotInput!) { holdSlot(input: $input) {
      ... on HoldSlotSuccess { appointment { id cursor } } ... on Problem { code message } } }`,
    { input: { practitionerId, serviceId, startsAt, patientId: patient.id, idempotencyKey: randomUUID() } },
  );
  held = done(holdSlot).appointment;
  break;
}
if (!held) throw new Error('nobody receives');

// Whatever becomes of it, whoever moves it: follow it from where it was held.
const socket = connect({ url: `${server.replace('http', 'ws')}/graphql`, token: async () => key });
type Change = { __typename: string; cursor: string; appointment: { status: string; startsAt: string } };
const query = `subscription ($id: ID!, $after: Cursor) { appointmentChanged(id: $id, after: $after) { __typename
  ... on StreamReady { cursor } ... on StreamGap { cursor reason } ... on AppointmentChanged { cursor appointment { status startsAt } } } }`;
follow<Change>(socket, { query, variables: { id: held.id, after: held.cursor } }, {
  onReady: () => console.log('live'),
  onGap: () => console.log('query the appointment again'),
  onEvent: ({ appointment }) => console.log(`${appointment.status} ${appointment.startsAt}`),
  onEnd: (why) => console.error('over', why), // NOT_FOUND: the patient has taken the right back; 4403: the key was replaced or revoked
});

const { bookAppointment } = await ask<{ bookAppointment: { appointment: { id: string } } }>(
  `mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) {
    ... on BookAppointmentSuccess { appointment { id } } ... on Problem { code message } } }`,
  { input: { appointmentId: held.id, idempotencyKey: randomUUID() } },
);
console.log(`booked ${done(bookAppointment).appointment.id}`);
