import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { LocalMedia, type LocalMediaState } from '../../rtc/LocalMedia';
import type { CallSnapshot } from '../../rtc/callState';
import { VisitCall } from '../../rtc/VisitCall';
import { visitTransport } from './transport';

export type VisitCallHandle = CallSnapshot & {
  readonly call: VisitCall;
  readonly media: LocalMediaState;
};

/**
 * The call of one appointment, for as long as the screen is shown. Nothing is
 * opened until `call.media.open()` (own preview) or `call.join()`; leaving the
 * screen leaves the call and frees the camera.
 */
export function useVisitCall(appointmentId: string, { listens = false } = {}): VisitCallHandle {
  const call = useMemo(
    () => new VisitCall({ transport: visitTransport(appointmentId), media: new LocalMedia(), listens }),
    [appointmentId, listens],
  );
  const snapshot = useSyncExternalStore(call.subscribe, call.getSnapshot);
  const media = useSyncExternalStore(call.media.subscribe, call.media.getSnapshot);

  useEffect(() => {
    void call.prepare();
    return () => {
      forgetCall(appointmentId);
      call.close();
    };
  }, [call, appointmentId]);

  const { at } = snapshot.state;
  useEffect(() => {
    if (at === 'live' || at === 'alone' || at === 'otherOffline') rememberCall(appointmentId);
    else if (at === 'ended' || at === 'refused') forgetCall(appointmentId);
  }, [at, appointmentId]);

  return useMemo(() => ({ ...snapshot, call, media }), [snapshot, call, media]);
}

// A reloaded page goes back into the call it was in; a closed one does not.
const key = 'televisit.call';

function rememberCall(appointmentId: string): void {
  sessionStorage.setItem(key, appointmentId);
}

function forgetCall(appointmentId: string): void {
  if (wasInCall(appointmentId)) sessionStorage.removeItem(key);
}

export function wasInCall(appointmentId: string): boolean {
  return sessionStorage.getItem(key) === appointmentId;
}
