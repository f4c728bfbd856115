import { useQuery } from '@apollo/client/react';
import { ServerClockDocument, SessionDocument, SignOutDocument, type SessionQuery, type SessionViewerFragment } from '../gql/graphql';
import { client } from './apollo';
import { isClockSet, syncClock } from './clock';
import { ownZone } from './format';
import { leavePush } from './push';
import { renewSocket } from './socket';

export type Viewer = SessionViewerFragment;
export type Clinic = SessionQuery['clinic'];

/** Asks who is signed in, what the clinic is called and what time it is. */
export async function loadSession(): Promise<SessionQuery> {
  const asked = performance.now();
  const { data } = await client.query({ query: SessionDocument, fetchPolicy: 'network-only' });
  if (!data) throw new Error('no session');
  syncClock(data.serverTime, performance.now() - asked);
  return data;
}

export function readSession(): SessionQuery | null {
  return client.readQuery({ query: SessionDocument });
}

/** The session, asked once a page. */
export async function ensureSession(): Promise<SessionQuery> {
  return readSession() ?? loadSession();
}

/** After signing in: the cookie is new, so everything that was known before is asked again. */
export async function beginSession(): Promise<SessionQuery> {
  await client.clearStore();
  renewSocket();
  return loadSession();
}

/** The browser takes no push messages of somebody who has left it. */
export async function signOut() {
  await leavePush().catch(() => undefined);
  await client.mutate({ mutation: SignOutDocument });
  await beginSession();
}

export function useClinic(): Clinic | undefined {
  return useQuery(SessionDocument, { fetchPolicy: 'cache-first' }).data?.clinic;
}

/** The clinic's zone; before the clinic is known, the browser's. */
export function useClinicZone(): string {
  return useClinic()?.timeZone ?? ownZone();
}

export function useViewer(): Viewer | null | undefined {
  return useQuery(SessionDocument, { fetchPolicy: 'cache-first' }).data?.viewer;
}

/** The monotonic clock stops while a phone sleeps: ask the time again when the page is looked at. */
export function keepClock() {
  const ask = async () => {
    if (document.visibilityState !== 'visible' || !isClockSet()) return;
    const asked = performance.now();
    const { data } = await client.query({ query: ServerClockDocument, fetchPolicy: 'no-cache' });
    if (data) syncClock(data.serverTime, performance.now() - asked);
  };
  const quietly = () => void ask().catch(() => undefined);
  document.addEventListener('visibilitychange', quietly);
  window.addEventListener('online', quietly);
  setInterval(quietly, 5 * 60_000);
}
