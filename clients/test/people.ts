// A patient who registers and books over plain HTTP, as any program could.
import { createHmac, randomUUID } from 'node:crypto';
import type { Server } from '../../web/e2e/server.ts';

export type Ask = <Data>(query: string, variables?: object) => Promise<Data>;

/** Asks the server, as nobody or with a token. */
export function asking(server: Server, token?: string): Ask {
  return async (query, variables = {}) => {
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        Accept: 'application/graphql-response+json',
        'Content-Type': 'application/json',
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data: never; errors?: { message: string }[] };
    if (errors?.length) throw new Error(errors.map(({ message }) => message).join('; '));
    return data;
  };
}

type Challenge = { challenge: { id: string } };

/** Registers a patient and returns the token of the session. */
export async function signUp(server: Server, phone: string): Promise<string> {
  const ask = asking(server);
  const { consentDocument } = await ask<{ consentDocument: { id: string } }>('{ consentDocument(kind: PERSONAL_DATA) { id } }');
  const { signUp } = await ask<{ signUp: Challenge }>(
    'mutation ($input: SignUpInput!) { signUp(input: $input) { ... on SignUpSuccess { challenge { id } } } }',
    { input: { phone, familyName: 'Орлова', givenName: 'Анна', birthDate: '1990-05-17', sex: 'FEMALE', consentDocumentId: consentDocument.id } },
  );
  return confirm(server, phone, signUp);
}

/** Signs a known patient in. */
export async function signIn(server: Server, phone: string): Promise<string> {
  const { requestSignInCode } = await asking(server)<{ requestSignInCode: Challenge }>(
    'mutation ($phone: String!) { requestSignInCode(input: { phone: $phone }) { ... on SignInCodeSent { challenge { id } } } }',
    { phone },
  );
  return confirm(server, phone, requestSignInCode);
}

async function confirm(server: Server, phone: string, { challenge }: Challenge): Promise<string> {
  const { confirmCode } = await asking(server)<{ confirmCode: { token: string } }>(
    'mutation ($input: ConfirmCodeInput!) { confirmCode(input: $input) { ... on SignInSuccess { token } } }',
    { input: { challengeId: challenge.id, code: await server.code(phone) } },
  );
  return confirmCode.token;
}

export type Booking = { appointment: string; visit: string; practitioner: string; /** Other free times. */ others: string[] };
type Times = { availability: { days: { slots: { startsAt: string }[] }[] } };
type Offer = { id: string; services: { id: string; funding: string }[] };
const hour = 3_600_000;

/** Books a visit that costs the patient nothing, one or two days ahead: its chat is open already. */
export async function book(server: Server, ask: Ask): Promise<Booking> {
  const now = await server.now();
  const { practitioners, viewer } = await ask<{ practitioners: { nodes: Offer[] }; viewer: { patient: { id: string } } }>(
    '{ practitioners { nodes { id services { id funding } } } viewer { patient { id } } }',
  );
  const offers = practitioners.nodes.flatMap(({ id, services }) => services.map((service) => ({ practitionerId: id, service })));
  for (const { practitionerId, service } of offers) {
    if (service.funding !== 'COVERED') continue;
    const { availability } = await ask<Times>(
      'query ($practitionerId: ID!, $serviceId: ID!, $from: DateTime!, $to: DateTime!) { availability(practitionerId: $practitionerId, serviceId: $serviceId, from: $from, to: $to) { days { slots { startsAt } } } }',
      { practitionerId, serviceId: service.id, from: new Date(now + 26 * hour), to: new Date(now + 70 * hour) },
    );
    const [startsAt, ...others] = availability.days.flatMap(({ slots }) => slots.map((slot) => slot.startsAt));
    if (!startsAt || others.length < 20) continue;
    const { holdSlot } = await ask<{ holdSlot: { appointment: { id: string } } }>(
      'mutation ($input: HoldSlotInput!) { holdSlot(input: $input) { ... on HoldSlotSuccess { appointment { id } } } }',
      { input: { practitionerId, serviceId: service.id, startsAt, patientId: viewer.patient.id, idempotencyKey: randomUUID() } },
    );
    const { bookAppointment } = await ask<{ bookAppointment: { appointment: { id: string; visit: { id: string } } } }>(
      'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { ... on BookAppointmentSuccess { appointment { id visit { id } } } } }',
      { input: { appointmentId: holdSlot.appointment.id, idempotencyKey: randomUUID() } },
    );
    const { id, visit } = bookAppointment.appointment;
    return { appointment: id, visit: visit.id, practitioner: practitionerId, others };
  }
  throw new Error('nobody receives within three days');
}

/** Writes into the chat of the visit. */
export async function say(ask: Ask, { visit }: Booking, text: string) {
  await ask('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { ... on SendMessageSuccess { chatMessage { id } } ... on Problem { code message } } }', {
    input: { visitId: visit, text, idempotencyKey: randomUUID() },
  });
}

/** Moves the visit to another free time, which also frees and takes times of the practitioner. */
export async function move(ask: Ask, booking: Booking) {
  const startsAt = booking.others.shift();
  const { rescheduleAppointment } = await ask<{ rescheduleAppointment: { __typename: string; appointment: { startsAt: string } } }>(
    'mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { __typename ... on RescheduleAppointmentSuccess { appointment { startsAt } } } }',
    { input: { appointmentId: booking.appointment, startsAt, idempotencyKey: randomUUID() } },
  );
  if (rescheduleAppointment.__typename !== 'RescheduleAppointmentSuccess') throw new Error(`not moved: ${rescheduleAppointment.__typename}`);
}

/** Lets a program of another company in, as the demo's administrator does, and returns its key. */
export async function keyOfProgram(server: Server): Promise<string> {
  const { signInStaff } = await asking(server)<{ signInStaff: { token: string } }>(
    'mutation ($input: SignInStaffInput!) { signInStaff(input: $input) { ... on SignInSuccess { token } } }',
    { input: { email: 'admin@lipa.example', password: 'lipa-demo-2026', code: secondFactor(await server.now()) } },
  );
  const { createApiClient } = await asking(server, signInStaff.token)<{ createApiClient: { key: string } }>(
    'mutation ($input: CreateApiClientInput!) { createApiClient(input: $input) { ... on CreateApiClientSuccess { key } } }',
    { input: { name: 'Запись.ру', scopes: ['PATIENTS', 'APPOINTMENTS_WRITE'], idempotencyKey: randomUUID() } },
  );
  return createApiClient.key;
}

/** What the administrator's authenticator shows (TOTP, RFC 6238). */
function secondFactor(now: number): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac('sha1', 'secret orasecret ora').update(step).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
