// What the media server and the browser say to each other. The shapes are those
// of schema/signaling.graphql; the adapter that feeds generated types into them
// fails to compile when the two part.

export type VisitEndReason =
  | 'LEFT'
  | 'REPLACED'
  | 'CALL_ENDED'
  | 'VISIT_FINISHED'
  | 'TIME_OVER'
  | 'CANCELLED'
  | 'PAYMENT_REQUIRED'
  | 'HELD'
  | 'REMOVED'
  | 'REVOKED'
  | 'CONSENT_WITHDRAWN'
  | 'LOST'
  | 'SERVER_STOPPING';

export type ParticipantRole = 'PATIENT' | 'PRACTITIONER' | 'REGISTRAR' | 'ADMIN' | 'GUEST';

export type Participant = {
  readonly id: string;
  readonly name: string;
  readonly role: ParticipantRole;
  readonly away: boolean;
};

export type TrackMapping = {
  readonly mid: string;
  readonly participantId: string;
  readonly kind: 'AUDIO' | 'VIDEO';
  readonly source: 'MICROPHONE' | 'CAMERA' | 'SCREEN';
};

/** What a link carries in one direction, best first. */
export type LinkMode = 'VIDEO' | 'LOW_VIDEO' | 'AUDIO' | 'TEXT';

/** What somebody's link to the server carries: what they send and what they receive. */
export type Carries = { readonly sends: LinkMode; readonly receives: LinkMode };

export type LinkQuality = 'GOOD' | 'UNEVEN' | 'WEAK';

export type SignalBody =
  | { readonly __typename: 'SdpOffer'; readonly negotiation: number; readonly sdp: string; readonly screenMid?: string | null; readonly iceServers?: readonly IceServer[] }
  | {
      readonly __typename: 'IceCandidate';
      readonly negotiation: number;
      readonly candidate: string;
      readonly sdpMid?: string | null;
      readonly sdpMLineIndex?: number | null;
    }
  | { readonly __typename: 'ParticipantJoined'; readonly participant: Participant }
  | { readonly __typename: 'ParticipantLeft'; readonly participantId: string; readonly reason: string }
  | {
      readonly __typename: 'ParticipantChanged';
      readonly participant: Participant;
      readonly audio?: boolean | null;
      readonly video?: boolean | null;
    }
  | { readonly __typename: 'TrackMap'; readonly tracks: readonly TrackMapping[] }
  /** Somebody speaks, perhaps this person. */
  | { readonly __typename: 'ActiveSpeaker'; readonly participantId: string }
  /** Somebody's connection, perhaps this person's own. */
  | { readonly __typename: 'LinkChanged'; readonly participantId: string; readonly quality: LinkQuality }
  | { readonly __typename: 'LayerChanged'; readonly mid: string; readonly layer: string }
  /** How high this person's own picture is shown where it is shown largest. */
  | { readonly __typename: 'PictureWanted'; readonly source: TrackMapping['source']; readonly shownHeight: number }
  | ({ readonly __typename: 'LinkModeChanged'; readonly participantId: string } & Carries)
  | { readonly __typename: 'VisitStateChanged'; readonly status: string }
  | { readonly __typename: 'VisitEnded'; readonly reason: VisitEndReason }
  | { readonly __typename: 'ServerStopping' }
  | { readonly __typename: 'Resync'; readonly reason: string };

/** What the server says of the people in the room; the rest is about one's own connection. */
export type RoomWord = Exclude<SignalBody, { __typename: 'SdpOffer' | 'IceCandidate' | 'TrackMap' | 'PictureWanted' | 'VisitEnded' | 'Resync' }>;

export type Signal = { readonly seq: number; readonly body: SignalBody };

/** Exactly one of its fields. */
export type OutgoingSignal =
  | { answer: { negotiation: number; sdp: string } }
  | {
      candidate: {
        negotiation: number;
        candidate: string;
        sdpMid: string | null;
        sdpMLineIndex: number | null;
        usernameFragment: string | null;
      };
    }
  | { iceRestart: true }
  | { media: MediaState }
  | { view: { mid: string; height: number } }
  | { share: boolean }
  | { received: { freezes: number; frozenMs: number } };

export type MediaState = { audio: boolean; video: boolean };

export type Session = {
  readonly id: string;
  readonly resumeToken: string;
  readonly iceServers: readonly IceServer[];
};

export type IceServer = {
  readonly urls: readonly string[];
  readonly username?: string | null;
  readonly credential?: string | null;
};

/** Why the door stays shut. `unreachable` is the network, `signedOut` and `other` are the server. */
export type JoinProblem =
  | { readonly is: 'tooEarly'; readonly opensAt: string; readonly serverTime: string }
  | { readonly is: 'closed'; readonly status: string }
  | { readonly is: 'unpaid'; readonly amount: { readonly amountMinor: number; readonly currency: string } }
  | { readonly is: 'unsigned' }
  | { readonly is: 'roomFull' }
  /** A guest who is in the lobby, or was removed. */
  | { readonly is: 'notAdmitted' }
  | { readonly is: 'signedOut' }
  | { readonly is: 'unreachable' }
  | { readonly is: 'other'; readonly code: string };

export type JoinOutcome =
  | { readonly is: 'joined'; readonly session: Session }
  | { readonly is: 'refused'; readonly problem: JoinProblem };

export type SendOutcome =
  | { readonly is: 'ack'; readonly ack: number; readonly serverSeq: number }
  | { readonly is: 'gap'; readonly expected: number }
  | { readonly is: 'ignored' }
  | { readonly is: 'gone' };

export type SignalStream = {
  /** Read at every (re)connect: the stream goes on behind it. */
  readonly afterSeq: () => number;
  readonly onSignal: (signal: Signal) => void;
  /** The server refused or completed the stream; a lost socket is not told, it is re-opened. */
  readonly onEnd: () => void;
};

/** VisitTransport carries signals. Its promises reject only for the network; refusals are outcomes. */
export interface VisitTransport {
  join(device: { camera: boolean; microphone: boolean }): Promise<JoinOutcome>;
  open(session: Session, stream: SignalStream): () => void;
  send(session: Session, seq: number, signals: readonly OutgoingSignal[], abort: AbortSignal): Promise<SendOutcome>;
  leave(session: Session): Promise<void>;
}
