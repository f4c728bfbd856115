import type { Carries, JoinProblem, LinkMode, LinkQuality, Participant, VisitEndReason } from './signals';
import type { Link } from './stats';

/** So long we try to bring somebody back before we ask. */
export const RECONNECT_MS = 60_000;

export type CallState =
  | { readonly at: 'idle' }
  | { readonly at: 'joining' }
  | { readonly at: 'refused'; readonly problem: JoinProblem }
  | { readonly at: 'connecting' }
  | Company
  | { readonly at: 'meOffline'; readonly since: number; readonly until: number }
  | { readonly at: 'ended'; readonly reason: VisitEndReason };

/** Who is with this person once media flows. */
export type Company =
  /** Inside, and nobody else is: not come yet (`hasLeft` false) or left on purpose. */
  | { readonly at: 'alone'; readonly hasLeft: boolean }
  | { readonly at: 'live' }
  | { readonly at: 'otherOffline'; readonly since: number };

/** Somebody else in the call. `audio` and `video` say what they have switched on; null is unknown. */
export type Remote = {
  readonly participant: Participant;
  readonly audio: boolean | null;
  readonly video: boolean | null;
  readonly stream: MediaStream;
  /** The screen that they share. */
  readonly screen: MediaStream | null;
  readonly carries: Carries;
};

export type CallSnapshot = {
  readonly state: CallState;
  readonly remotes: readonly Remote[];
  readonly link: Link;
  /** What the server says of the connections of everybody, by participant. */
  readonly links: ReadonlyMap<string, LinkQuality>;
  /** Who has spoken last, in a call of three and more; it may be this person. */
  readonly speaker: string | null;
  /** Why the last wish to share a screen came to nothing. */
  readonly isShareRefused: boolean;
  /** What this person's own link carries. */
  readonly carries: Carries;
  /** The person has chosen to do without pictures. */
  readonly isVoiceOnly: boolean;
};

export const ALL: Carries = { sends: 'VIDEO', receives: 'VIDEO' };

/** The link carries no picture. */
export const isVoice = (mode: LinkMode): boolean => mode === 'AUDIO' || mode === 'TEXT';

/** How far this person's own part has come. */
export type Phase =
  | { readonly is: 'idle' | 'joining' | 'inside' }
  | { readonly is: 'refused'; readonly problem: JoinProblem }
  | { readonly is: 'ended'; readonly reason: VisitEndReason };

/** The one state that a screen shows. Being cut off counts before everything that is still under way. */
export function stateOf(phase: Phase, downSince: number | undefined, isConnected: boolean, company: Company): CallState {
  switch (phase.is) {
    case 'idle':
      return { at: 'idle' };
    case 'refused':
      return { at: 'refused', problem: phase.problem };
    case 'ended':
      return { at: 'ended', reason: phase.reason };
    case 'joining':
    case 'inside':
      if (downSince !== undefined) return { at: 'meOffline', since: downSince, until: downSince + RECONNECT_MS };
      if (phase.is === 'joining') return { at: 'joining' };
      return isConnected ? company : { at: 'connecting' };
  }
}
