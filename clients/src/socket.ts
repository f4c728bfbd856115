import { createClient, type Client } from 'graphql-ws';

type Options = {
  /** wss://…/graphql */
  url: string;
  /** The session's token, or null for nobody; `refused` when the last one has ended: sign in again. */
  token: (refused: boolean) => string | null | Promise<string | null>;
  /** Language of texts: ru or en. */
  locale?: string;
  /** Waits before try number `tries`, from 0 on. */
  pause?: (tries: number) => Promise<void>;
};

/** The one websocket of a program. It comes back by itself, with a fresh token where the old one was refused. */
export function connect({ url, token, locale, pause = backOff }: Options): Client {
  let refused = false;
  return createClient({
    url,
    connectionParams: async () => {
      const bearer = await token(refused);
      refused = false;
      return { ...(bearer && { Authorization: `Bearer ${bearer}` }), ...(locale && { locale }) };
    },
    keepAlive: 12_000,
    connectionAckWaitTimeout: 10_000,
    retryAttempts: Infinity,
    shouldRetry: () => true, // whatever has cut it off; what is the client's own defect (44xx) still ends it
    retryWait: pause,
    on: {
      closed: (event) => {
        refused ||= (event as { code?: number }).code === forbidden;
      },
    },
  });
}

const forbidden = 4403;

/** 0.3 to 10 s, never all clients at once. */
function backOff(tries: number): Promise<void> {
  const wait = Math.min(10_000, 300 * 2 ** Math.min(tries, 6)) * (0.6 + Math.random() * 0.8);
  return new Promise((resolve) => setTimeout(resolve, wait));
}
