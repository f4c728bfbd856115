import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { ask, type OwnVisit } from './people';
import { minutes, type Server } from './server';

const day = minutes(24 * 60);

// What a test needs before it begins, past the pages: as people of their own would do it over the API.

type Name = { familyName: string; givenName: string; patronymic: string; birthDate: string; sex: 'FEMALE' | 'MALE' };

/** Registers a patient; the page is signed in afterwards. */
export async function register(page: Page, server: Server, phone: string, name: Name) {
  const { consentDocument } = await ask<{ consentDocument: { id: string } }>(page, '{ consentDocument(kind: PERSONAL_DATA) { id } }');
  const { signUp } = await ask<{ signUp: { challenge: { id: string } } }>(
    page,
    'mutation ($input: SignUpInput!) { signUp(input: $input) { ... on SignUpSuccess { challenge { id } } } }',
    { input: { ...name, phone, consentDocumentId: consentDocument.id } },
  );
  await confirm(page, server, phone, signUp.challenge.id);
}

/** Signs a known patient in without the pages. */
export async function enter(page: Page, server: Server, phone: string) {
  const { requestSignInCode } = await ask<{ requestSignInCode: { challenge: { id: string } } }>(
    page,
    'mutation ($phone: String!) { requestSignInCode(input: { phone: $phone }) { ... on SignInCodeSent { challenge { id } } } }',
    { phone },
  );
  await confirm(page, server, phone, requestSignInCode.challenge.id);
}

async function confirm(page: Page, server: Server, phone: string, challengeId: string) {
  await ask(page, 'mutation ($input: ConfirmCodeInput!) { confirmCode(input: $input) { __typename } }', { input: { challengeId, code: await server.code(phone) } });
}

type Offered = { doctor: string; service: string };

/** Who offers what; doctor and service by their names. */
async function offer(page: Page, { doctor, service }: Offered) {
  const { practitioners } = await ask<{ practitioners: { nodes: { id: string; familyName: string; services: { id: string; name: string }[] }[] } }>(page, '{ practitioners { nodes { id familyName services { id name } } } }');
  const who = practitioners.nodes.find(({ familyName }) => familyName === doctor);
  const what = who?.services.find(({ name }) => name === service);
  if (!who || !what) throw new Error(`${doctor} does not offer ${service}`);
  return { practitionerId: who.id, serviceId: what.id };
}

/** Free times some days from now, one a day. */
export async function freeTimes(page: Page, server: Server, offered: Offered): Promise<string[]> {
  const now = await server.now();
  const { availability } = await ask<{ availability: { days: { slots: { startsAt: string }[] }[] } }>(
    page,
    'query ($practitionerId: ID!, $serviceId: ID!, $from: DateTime!, $to: DateTime!) { availability(practitionerId: $practitionerId, serviceId: $serviceId, from: $from, to: $to) { days { slots { startsAt } } } }',
    { ...(await offer(page, offered)), from: new Date(now + 2 * day).toISOString(), to: new Date(now + 14 * day).toISOString() },
  );
  return availability.days.flatMap(({ slots }) => slots.slice(0, 1).map(({ startsAt }) => startsAt));
}

/** The free time that is nearest to a wish, within its day. */
export async function freeNear(page: Page, offered: Offered, wish: string): Promise<string> {
  const at = Date.parse(wish);
  const { availability } = await ask<{ availability: { days: { slots: { startsAt: string }[] }[] } }>(
    page,
    'query ($practitionerId: ID!, $serviceId: ID!, $from: DateTime!, $to: DateTime!) { availability(practitionerId: $practitionerId, serviceId: $serviceId, from: $from, to: $to) { days { slots { startsAt } } } }',
    { ...(await offer(page, offered)), from: new Date(at - day / 3).toISOString(), to: new Date(at + day / 3).toISOString() },
  );
  const far = ({ startsAt }: { startsAt: string }) => Math.abs(Date.parse(startsAt) - at);
  const [nearest] = availability.days.flatMap(({ slots }) => slots).sort((a, b) => far(a) - far(b));
  if (!nearest) throw new Error(`${offered.doctor} receives nobody near ${wish}`);
  return nearest.startsAt;
}

type Wish = Offered & { startsAt: string; reason?: string };

/** Books a time for the patient of the page. */
export async function book(page: Page, { startsAt, reason, ...offered }: Wish): Promise<OwnVisit> {
  const { viewer } = await ask<{ viewer: { patient: { id: string } } }>(page, '{ viewer { patient { id } } }');
  const { holdSlot } = await ask<{ holdSlot: { __typename: string; appointment?: { id: string } } }>(
    page,
    'mutation ($input: HoldSlotInput!) { holdSlot(input: $input) { __typename ... on HoldSlotSuccess { appointment { id } } } }',
    { input: { ...(await offer(page, offered)), startsAt, patientId: viewer.patient.id, idempotencyKey: randomUUID() } },
  );
  if (!holdSlot.appointment) throw new Error(`the time was not held: ${holdSlot.__typename}`);
  const { bookAppointment } = await ask<{ bookAppointment: { appointment: OwnVisit } }>(
    page,
    'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { ... on BookAppointmentSuccess { appointment { id startsAt endsAt visit { id opensAt closesAt } } } } }',
    { input: { appointmentId: holdSlot.appointment.id, reason, idempotencyKey: randomUUID() } },
  );
  return bookAppointment.appointment;
}

/** Pays on the page of the demo bank and waits until the bank has said so. */
export async function pay(page: Page, appointmentId: string) {
  const { startPayment } = await ask<{ startPayment: { checkoutUrl: string } }>(
    page,
    'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { ... on StartPaymentSuccess { checkoutUrl } } }',
    { input: { appointmentId, method: 'CARD', returnUrl: '/', idempotencyKey: randomUUID() } },
  );
  const checkout = await page.request.get(startPayment.checkoutUrl);
  const token = /name="token" value="([^"]*)"/.exec(await checkout.text())?.[1] ?? '';
  await page.request.post(startPayment.checkoutUrl, { form: { token, outcome: 'success' }, maxRedirects: 0 });
  for (;;) {
    const { appointment } = await ask<{ appointment: { payment: { status: string } } }>(page, 'query ($id: ID!) { appointment(id: $id) { payment { status } } }', { id: appointmentId });
    if (appointment.payment.status === 'PAID') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Signs the informed consent. */
export async function signConsent(page: Page, server: Server, phone: string, appointmentId: string) {
  const { appointment } = await ask<{ appointment: { consentToSign: { id: string } } }>(page, 'query ($id: ID!) { appointment(id: $id) { consentToSign { id } } }', { id: appointmentId });
  await ask(page, 'mutation ($id: ID!) { requestConsentCode(input: { appointmentId: $id }) { __typename } }', { id: appointmentId });
  const code = await server.code(phone);
  await ask(page, 'mutation ($input: SignConsentInput!) { signConsent(input: $input) { __typename } }', { input: { appointmentId, consentDocumentId: appointment.consentToSign.id, code } });
}

/** Says that camera, microphone and speaker work. */
export async function checkDevice(page: Page, appointmentId: string, camera = true) {
  await ask(page, 'mutation ($input: SaveDeviceCheckInput!) { saveDeviceCheck(input: $input) { __typename } }', { input: { appointmentId, camera, microphone: true, speaker: true } });
}
