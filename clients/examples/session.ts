// Plain HTTP: asking, and signing a patient in.
export const server = process.env['TELEVISIT_URL'] ?? 'http://127.0.0.1:8080';
export const phone = process.env['PHONE'] ?? '+79160000001'; // a patient of the demo clinic

export async function ask<Data>(query: string, variables: object = {}, token?: string): Promise<Data> {
  const response = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: {
      Accept: 'application/graphql-response+json',
      'Content-Type': 'application/json',
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string; extensions?: { code?: string } }[] };
  if (errors) throw new Error(errors[0]?.extensions?.code ?? errors[0]?.message);
  return data;
}

/** Asks for a code by SMS and trades it for the token of a session. */
export async function signIn(): Promise<string> {
  const { requestSignInCode: sent } = await ask<{ requestSignInCode: { challenge?: { id: string }; code?: string } }>(
    `mutation ($phone: String!) { requestSignInCode(input: { phone: $phone }) {
      ... on SignInCodeSent { challenge { id } } ... on Problem { code message } } }`,
    { phone },
  );
  if (!sent.challenge) throw new Error(sent.code);
  const { confirmCode: session } = await ask<{ confirmCode: { token?: string; code?: string } }>(
    `mutation ($input: ConfirmCodeInput!) { confirmCode(input: $input) {
      ... on SignInSuccess { token } ... on Problem { code message } } }`,
    { input: { challengeId: sent.challenge.id, code: await codeOfTheSms() } },
  );
  if (!session.token) throw new Error(session.code);
  return session.token;
}

/** A person reads the SMS; the demo has an inbox. */
export async function codeOfTheSms(): Promise<string> {
  for (;;) {
    const messages = await fetch(`${server}/dev/inbox?phone=${encodeURIComponent(phone)}`, { headers: { Accept: 'application/json' } });
    const sms = ((await messages.json()) as { code?: string }[]).find(({ code }) => code);
    if (sms?.code) return sms.code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
