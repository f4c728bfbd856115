import { applyLayers } from './layers';
import type { LocalMedia } from './LocalMedia';
import { mark } from './marks';
import { readStats, type Link, type StatsReading } from './stats';
import { SignalInbox } from './SignalInbox';
import { SignalOutbox } from './SignalOutbox';
import { SilenceWatch } from './SilenceWatch';
import { Store } from './store';
import type {
  Carries,
  IceServer,
  JoinOutcome,
  JoinProblem,
  LinkMode,
  LinkQuality,
  MediaState,
  Participant,
  Session,
  SignalBody,
  TrackMapping,
  VisitEndReason,
  VisitTransport,
} from './signals';
import { receivingMids } from './sdp';

/** So long we try to bring somebody back before we ask. */
export const RECONNECT_MS = 60_000;
/** An ICE restart that brought nothing is repeated, then the call is joined anew. */
const RESTART_MS = 4_000;
const RESTARTS = 3;
const REJOIN_MS = 2_000;
const REJOINS = 8;
/** So long the stream may lag behind what the server says it has sent. */
const LAG_MS = 1_500;
/** So long a joined leg may take until media flows. */
const CONNECT_MS = 15_000;
/** How long the screen of before may stay while the call begins. */
const HELD_MS = 300;
const LINK_VOTES = 4;
/** A picture whose size nobody has told. */
const FULL_VIEW = 32_768;
/** So often the server hears what has been seen here. */
const REPORT_MS = 5_000;

export type CallState =
  | { readonly at: 'idle' }
  | { readonly at: 'joining' }
  | { readonly at: 'refused'; readonly problem: JoinProblem }
  | { readonly at: 'connecting' }
  /** Inside, and nobody else is: not come yet (`hasLeft` false) or left on purpose. */
  | { readonly at: 'alone'; readonly hasLeft: boolean }
  | { readonly at: 'live' }
  | { readonly at: 'meOffline'; readonly since: number; readonly until: number }
  | { readonly at: 'otherOffline'; readonly since: number }
  | { readonly at: 'ended'; readonly reason: VisitEndReason };

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

/** Why nobody waits for somebody who has left: they wanted to, or the doctor did. */
const GONE: readonly string[] = ['LEFT', 'HELD', 'REMOVED'];

const ALL: Carries = { sends: 'VIDEO', receives: 'VIDEO' };

/** The link carries no picture. */
export const isVoice = (mode: LinkMode): boolean => mode === 'AUDIO' || mode === 'TEXT';

export type VisitCallOptions = {
  transport: VisitTransport;
  media: LocalMedia;
  createPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
  /** The person hears and sees only: no camera or microphone is opened. */
  listens?: boolean;
};

type Kind = 'audio' | 'video' | 'screen';

/** One joined leg: everything that a rejoin replaces. */
type Leg = {
  readonly peer: RTCPeerConnection;
  session: Session | undefined;
  inbox: SignalInbox;
  outbox: SignalOutbox | undefined;
  closeStream: (() => void) | undefined;
  watch: SilenceWatch;
  negotiation: number;
  /** Candidates found before the answer of their negotiation was handed to the outbox. */
  early: RTCIceCandidate[] | undefined;
  senders: Partial<Record<Kind, RTCRtpSender>>;
  /** How high our pictures are shown where they are shown largest. */
  wanted: { video: number; screen: number };
  isSharing: boolean;
  tracks: readonly TrackMapping[];
  told: string;
  /** How high each picture is shown, by mid, as the server was told. */
  toldViews: Map<string, number>;
  isConnected: boolean;
  isRestarting: boolean;
  isLagging: boolean;
  /** Signals are worked off one after the other. */
  work: Promise<void>;
};

/**
 * VisitCall is one person's part in the call of a visit: it joins, answers the
 * server's offers, keeps media and signals alive and says in one state what a
 * screen should show. The server always offers; the browser always answers.
 */
export class VisitCall extends Store<CallSnapshot> {
  readonly media: LocalMedia;
  readonly #transport: VisitTransport;
  readonly #createPeer: (configuration: RTCConfiguration) => RTCPeerConnection;

  readonly #listens: boolean;
  #certificate: RTCCertificate | undefined;
  #spare: RTCPeerConnection | undefined;
  #leg: Leg | undefined;
  /** Raised whenever what is under way must not count any more. */
  #turn = 0;
  #phase: 'idle' | 'joining' | 'inside' | 'refused' | 'ended' = 'idle';
  /** The screen stays as it is: drawing the next one would take the time that the answer needs. */
  #isHeld = false;
  #problem: JoinProblem | undefined;
  #reason: VisitEndReason = 'LEFT';
  #downSince: number | undefined;
  #othersGoneSince: number | undefined;
  #hasOtherLeft = false;
  #rejoins = 0;
  #others = new Map<string, Remote>();
  #links = new Map<string, LinkQuality>();
  #speaker: string | null = null;
  #reported: { at: number; freezes: number; frozenMs: number } | undefined;
  #isShareRefused = false;
  #carries = ALL;
  #isVoiceOnly = false;
  /** How high the picture of each participant is shown. */
  #views = new Map<string, number>();
  #link: Link = 'unknown';
  #votes = 0;
  #reading: StatsReading | undefined;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #stopListening: (() => void) | undefined;

  constructor({ transport, media, createPeer, listens = false }: VisitCallOptions) {
    super({ state: { at: 'idle' }, remotes: [], link: 'unknown', links: new Map(), speaker: null, isShareRefused: false, carries: ALL, isVoiceOnly: false });
    this.media = media;
    this.#transport = transport;
    this.#listens = listens;
    this.#createPeer = createPeer ?? ((configuration) => new RTCPeerConnection(configuration));
  }

  /** Does ahead of the click what can be done ahead: keys, and a connection whose threads are already there. */
  async prepare(): Promise<void> {
    const turn = this.#turn;
    this.#certificate ??= await globalThis.RTCPeerConnection?.generateCertificate?.({
      name: 'ECDSA',
      namedCurve: 'P-256',
    } as EcKeyGenParams).catch(() => undefined);
    if (turn === this.#turn && this.#phase === 'idle') this.#spare ??= this.#createPeer(this.#configuration());
  }

  /** Enters the call; also the way back in after it was left or refused. */
  async join(): Promise<void> {
    if (this.#phase === 'joining' || this.#phase === 'inside') return;
    mark('tv:join-click');
    this.#reset();
    this.#phase = 'joining';
    this.#isHeld = true;
    this.#after(HELD_MS, () => this.#release());
    this.#listen();
    const { camera, microphone } = this.media.getSnapshot();
    if (!this.#listens && camera.is === 'off' && microphone.is === 'off') void this.media.open();
    await this.#enter(++this.#turn, 0);
  }

  /** Leaves the call; the visit stays open. */
  async leave(): Promise<void> {
    const session = this.#leg?.session;
    this.#end('LEFT');
    if (session) await this.#transport.leave(session).catch(() => {});
  }

  /** Gives everything back, for when the screen goes away. The call may be joined again afterwards. */
  close(): void {
    const session = this.#leg?.session;
    if (session) void this.#transport.leave(session).catch(() => {});
    this.#reset();
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#spare?.close();
    this.#spare = undefined;
    this.#phase = 'idle';
    this.media.close();
    this.#derive();
  }

  /** Says how many pixels of the device somebody's picture is high. */
  show(participantId: string, height: number): void {
    // A little more or less is not worth a word.
    const before = this.#views.get(participantId) ?? 0;
    if (Math.abs(before - height) * 10 < before) return;
    this.#views.set(participantId, height);
    if (this.#leg) this.#tellViews(this.#leg);
  }

  /** Does without pictures in both directions, or goes back to them. */
  async setVoiceOnly(on: boolean): Promise<void> {
    this.#isVoiceOnly = on;
    if (this.#leg) this.#tellViews(this.#leg);
    this.#derive();
    if (!this.#listens) await this.media.setCamera(!on);
  }

  // ── joining ──

  async #enter(turn: number, attempt: number): Promise<void> {
    const leg = this.#openLeg(turn);
    const outcome = await this.#askToJoin();
    if (turn !== this.#turn) {
      // Left meanwhile; the server should not wait for us.
      if (outcome?.is === 'joined') void this.#transport.leave(outcome.session).catch(() => {});
      return;
    }
    if (!outcome) return this.#retryJoin(turn, attempt);
    if (outcome.is === 'refused') return this.#refuse(outcome.problem);
    this.#begin(leg, outcome);
  }

  async #askToJoin(): Promise<JoinOutcome | undefined> {
    const { camera, microphone } = this.media.getSnapshot();
    const willHave = (source: { is: string }) => source.is === 'on' || source.is === 'muted' || source.is === 'asking';
    return this.#transport.join({ camera: willHave(camera), microphone: willHave(microphone) }).catch(() => undefined);
  }

  /** The network failed. From a running call we try for a minute, from the door three times. */
  #retryJoin(turn: number, attempt: number): void {
    this.#closeLeg();
    const isOver = this.#downSince === undefined ? attempt >= 2 : Date.now() - this.#downSince >= RECONNECT_MS;
    if (isOver && this.#downSince === undefined) return this.#refuse({ is: 'unreachable' });
    if (isOver) return this.#end('LOST');
    this.#after(attempt === 0 ? 500 : REJOIN_MS, () => {
      if (turn === this.#turn) void this.#enter(turn, attempt + 1);
    });
  }

  #begin(leg: Leg, { session }: JoinOutcome & { is: 'joined' }): void {
    mark('tv:joined');
    leg.session = session;
    this.#useServers(leg, session.iceServers);
    leg.outbox = new SignalOutbox({
      send: (seq, signals, abort) => this.#transport.send(session, seq, signals, abort),
      onAck: (serverSeq) => this.#checkLag(leg, serverSeq),
      onGone: () => this.#rejoin(leg),
    });
    this.#openStream(leg);
    this.#phase = 'inside';
    // Who is here is told anew at the start of every session.
    this.#others.clear();
    this.#carries = ALL;
    this.#after(CONNECT_MS, () => {
      if (!leg.isConnected) this.#goDown(leg, Date.now());
    });
    this.#derive();
  }

  #openStream(leg: Leg): void {
    leg.closeStream?.();
    if (!leg.session) return;
    leg.closeStream = this.#transport.open(leg.session, {
      afterSeq: () => leg.inbox.last,
      onSignal: (signal) => {
        if (leg === this.#leg) leg.inbox.accept(signal);
      },
      onEnd: () => this.#rejoin(leg),
    });
  }

  /** The server has sent more than has arrived: a stream that looks open may be dead. */
  #checkLag(leg: Leg, serverSeq: number): void {
    if (serverSeq <= leg.inbox.last || leg.isLagging) return;
    leg.isLagging = true;
    this.#after(LAG_MS, () => {
      leg.isLagging = false;
      if (leg === this.#leg && leg.inbox.last < serverSeq) this.#openStream(leg);
    });
  }

  /** The session is gone or cannot be resumed: same person, new leg, in place of the old one. */
  #rejoin(leg: Leg): void {
    if (leg !== this.#leg || this.#phase !== 'inside') return;
    if (leg.isConnected) this.#markDown(Date.now());
    this.#closeLeg();
    this.#phase = 'joining';
    this.#derive();
    const turn = ++this.#turn;
    // Once at once; a server that throws us out again and again is given time.
    this.#after(Math.min(this.#rejoins++ * 1_000, 5_000), () => {
      if (turn !== this.#turn) return;
      if (this.#rejoins > REJOINS) this.#end('LOST');
      else void this.#enter(turn, 0);
    });
  }

  #refuse(problem: JoinProblem): void {
    this.#reset();
    this.#phase = 'refused';
    this.#problem = problem;
    this.#derive();
  }

  #end(reason: VisitEndReason): void {
    this.#reset();
    this.#phase = 'ended';
    this.#reason = reason;
    // The lamp of the camera goes out with the call; who is only lost comes back.
    if (reason !== 'LOST') this.media.close();
    this.#derive();
  }

  // ── the leg ──

  #openLeg(turn: number): Leg {
    this.#closeLeg();
    const peer = this.#spare ?? this.#createPeer(this.#configuration());
    this.#spare = undefined;
    const leg: Leg = {
      peer,
      session: undefined,
      inbox: new SignalInbox(
        (body) => this.#enqueue(leg, body),
        () => this.#openStream(leg),
      ),
      outbox: undefined,
      closeStream: undefined,
      watch: new SilenceWatch({
        read: () => this.#read(leg),
        onSilence: (since) => this.#goDown(leg, since),
        onSound: () => this.#onSound(leg),
      }),
      negotiation: 0,
      early: undefined,
      senders: {},
      wanted: { video: 0, screen: 0 },
      isSharing: false,
      tracks: [],
      told: '',
      toldViews: new Map(),
      isConnected: false,
      isRestarting: false,
      isLagging: false,
      work: Promise.resolve(),
    };
    peer.onicecandidate = ({ candidate }) => this.#onCandidate(leg, candidate);
    peer.onconnectionstatechange = () => this.#onConnection(leg, turn);
    peer.ontrack = () => this.#placeTracks(leg);
    this.#leg = leg;
    return leg;
  }

  /** With one pooled candidate set (W3C, iceCandidatePoolSize) the sockets are open before there is anybody to call. */
  #configuration(): RTCConfiguration {
    const certificates = this.#certificate ? { certificates: [this.#certificate] } : {};
    return { bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', iceCandidatePoolSize: 1, ...certificates };
  }

  /** Relays come with every offer: by the time of a restart the first credentials have expired. */
  #useServers({ peer }: Leg, servers: readonly IceServer[] = []): void {
    // Everything else, the certificate too, has to stay as the connection was made.
    if (servers.length > 0) peer.setConfiguration({ ...peer.getConfiguration(), iceServers: servers.map(toIceServer) });
  }

  #closeLeg(): void {
    const leg = this.#leg;
    if (!leg) return;
    this.#leg = undefined;
    leg.watch.stop();
    leg.closeStream?.();
    leg.outbox?.close();
    leg.peer.onicecandidate = leg.peer.onconnectionstatechange = leg.peer.ontrack = null;
    leg.peer.close();
    this.#reading = this.#reported = undefined;
  }

  #onConnection(leg: Leg, turn: number): void {
    if (leg !== this.#leg || turn !== this.#turn) return;
    switch (leg.peer.connectionState) {
      case 'connected':
        mark('tv:connected');
        leg.isConnected = true;
        this.#downSince = undefined;
        this.#rejoins = 0;
        leg.watch.start();
        return this.#derive();
      case 'failed':
        return this.#goDown(leg, Date.now());
      default:
        return;
    }
  }

  // ── signals ──

  #enqueue(leg: Leg, body: SignalBody): void {
    leg.work = leg.work
      .then(() => (leg === this.#leg ? this.#handle(leg, body) : undefined))
      .catch((error: unknown) => {
        // An offer that the browser cannot take: a new leg starts from a clean page.
        console.warn('signal', body.__typename, error instanceof Error ? error.name : 'failed');
        if (body.__typename === 'SdpOffer') this.#rejoin(leg);
      });
  }

  #handle(leg: Leg, body: SignalBody): Promise<void> | void {
    switch (body.__typename) {
      case 'SdpOffer':
        this.#useServers(leg, body.iceServers);
        return this.#answer(leg, body.negotiation, body.sdp, body.screenMid);
      case 'IceCandidate':
        if (body.negotiation !== leg.negotiation) return;
        return leg.peer.addIceCandidate({
          candidate: body.candidate,
          sdpMid: body.sdpMid ?? null,
          sdpMLineIndex: body.sdpMLineIndex ?? null,
        });
      case 'TrackMap':
        leg.tracks = body.tracks;
        this.#placeTracks(leg);
        this.#tellViews(leg);
        return this.#placeScreens(leg);
      case 'LinkChanged':
        this.#links = new Map(this.#links).set(body.participantId, body.quality);
        return this.#derive();
      case 'ActiveSpeaker':
        this.#speaker = body.participantId;
        return this.#derive();
      case 'ParticipantJoined':
        return this.#put(this.#remote(body.participant));
      case 'ParticipantChanged': {
        const remote = this.#remote(body.participant);
        return this.#put({ ...remote, audio: body.audio ?? remote.audio, video: body.video ?? remote.video });
      }
      case 'ParticipantLeft':
        return this.#drop(body.participantId, body.reason);
      case 'VisitEnded':
        // Neither is a wish to end: the server restarts, or has lost sight of us.
        if (body.reason === 'SERVER_STOPPING' || body.reason === 'LOST') return this.#rejoin(leg);
        return this.#end(body.reason);
      case 'Resync':
        return this.#rejoin(leg);
      case 'LinkModeChanged':
        return this.#onLinkMode(leg, body.participantId, { sends: body.sends, receives: body.receives });
      case 'PictureWanted': {
        const kind = body.source === 'SCREEN' ? 'screen' : 'video';
        leg.wanted[kind] = body.shownHeight;
        return this.#applyLayers(leg, kind);
      }
      case 'LayerChanged':
      case 'VisitStateChanged':
      case 'ServerStopping': // the call goes on until VisitEnded
        return;
    }
  }

  async #answer(leg: Leg, negotiation: number, sdp: string, screenMid?: string | null): Promise<void> {
    if (negotiation <= leg.negotiation) return;
    mark('tv:offer');
    leg.negotiation = negotiation;
    leg.early = [];
    const { peer } = leg;
    await peer.setRemoteDescription({ type: 'offer', sdp });
    this.#placeSenders(leg, sdp, screenMid);
    const answer = await peer.createAnswer();
    if (leg !== this.#leg) return;
    // The answer leaves without waiting for candidates, nor for its own effect here.
    const isSet = peer.setLocalDescription(answer);
    leg.outbox?.send({ answer: { negotiation, sdp: answer.sdp ?? '' } });
    mark('tv:answer');
    this.#after(0, () => this.#release());
    for (const candidate of leg.early) this.#sendCandidate(leg, candidate);
    leg.early = undefined;
    this.#tellMedia(leg);
    this.#tellScreen(leg);
    await isSet;
    this.#placeTracks(leg);
    this.#placeScreens(leg);
  }

  /** Our tracks go into the sections that the server wants to receive on. */
  #placeSenders(leg: Leg, sdp: string, screenMid?: string | null): void {
    const wanted = receivingMids(sdp);
    for (const transceiver of leg.peer.getTransceivers()) {
      if (!transceiver.mid || !wanted.has(transceiver.mid)) continue;
      const kind = transceiver.mid === screenMid ? 'screen' : (transceiver.receiver.track.kind as Kind);
      if (leg.senders[kind] && leg.senders[kind] !== transceiver.sender) continue;
      leg.senders[kind] = transceiver.sender;
      // Also without a track: a camera that is switched on later then needs no negotiation.
      transceiver.direction = 'sendonly';
    }
    this.#sendTracks(leg);
  }

  #sendTracks(leg: Leg): void {
    for (const kind of ['audio', 'video', 'screen'] as const) void this.#sendTrack(leg, kind).catch(() => {});
  }

  async #sendTrack(leg: Leg, kind: Kind): Promise<void> {
    const sender = leg.senders[kind];
    const track = this.#track(kind);
    if (!sender || sender.track === track) return;
    // First the layers: no encoder should begin with one that nobody sees.
    if (kind !== 'audio') await this.#applyLayers(leg, kind, track);
    // It may have been switched off meanwhile.
    await sender.replaceTrack(this.#track(kind));
  }

  #track(kind: Kind): MediaStreamTrack | null {
    return kind === 'screen' ? this.media.getSnapshot().screen : this.media[kind];
  }

  /** Who sends over a link that carries no picture stops sending one, and begins again when it does. */
  #onLinkMode(leg: Leg, participantId: string, carries: Carries): void {
    const remote = this.#others.get(participantId);
    if (remote) return this.#put({ ...remote, carries });
    this.#carries = carries;
    for (const kind of ['video', 'screen'] as const) void this.#applyLayers(leg, kind);
    this.#derive();
  }

  /** Sends the layers of a picture that the link carries and that somebody sees. */
  async #applyLayers(leg: Leg, kind: 'video' | 'screen', track = leg.senders[kind]?.track ?? null): Promise<void> {
    const sender = leg.senders[kind];
    if (sender && track) await applyLayers(sender, track, isVoice(this.#carries.sends), leg.wanted[kind]).catch(() => {});
  }

  /** The server is told how high each picture is shown: no more than that is sent. */
  #tellViews(leg: Leg): void {
    for (const { mid, participantId, kind, source } of leg.tracks) {
      const shown = source === 'SCREEN' ? undefined : this.#views.get(participantId);
      const height = this.#isVoiceOnly ? 0 : (shown ?? FULL_VIEW);
      if (kind !== 'VIDEO' || height === (leg.toldViews.get(mid) ?? FULL_VIEW)) continue;
      leg.toldViews.set(mid, height);
      leg.outbox?.batch({ view: { mid, height } });
    }
  }

  #tellMedia(leg: Leg): void {
    const { microphone } = this.media.getSnapshot();
    const state: MediaState = { audio: microphone.is === 'on', video: this.media.video !== null };
    const told = JSON.stringify(state);
    if (!leg.outbox || leg.told === told) return;
    leg.told = told;
    leg.outbox.batch({ media: state });
  }

  /** Asks for a place for the screen, or gives it back. */
  #tellScreen(leg: Leg): void {
    const share = this.media.getSnapshot().screen !== null;
    if (!leg.outbox || leg.isSharing === share) return;
    leg.isSharing = share;
    if (share) this.#isShareRefused = false;
    leg.outbox.ask({ share }, () => {
      if (leg !== this.#leg || !leg.isSharing) return;
      leg.isSharing = false;
      this.#isShareRefused = true;
      this.media.stopSharing();
      this.#derive();
    });
    this.#derive();
  }

  #onCandidate(leg: Leg, candidate: RTCIceCandidate | null): void {
    if (leg !== this.#leg || !candidate) return;
    if (leg.early) leg.early.push(candidate);
    else this.#sendCandidate(leg, candidate);
  }

  #sendCandidate(leg: Leg, { candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): void {
    leg.outbox?.batch({
      candidate: { negotiation: leg.negotiation, candidate, sdpMid, sdpMLineIndex, usernameFragment },
    });
  }

  // ── the others ──

  #remote(participant: Participant): Remote {
    const known = this.#others.get(participant.id);
    return known ? { ...known, participant } : { participant, audio: null, video: null, stream: new MediaStream(), screen: null, carries: ALL };
  }

  #put(remote: Remote): void {
    this.#others.set(remote.participant.id, remote);
    this.#hasOtherLeft = false;
    if (this.#leg) {
      this.#placeTracks(this.#leg);
      this.#placeScreens(this.#leg);
    }
    this.#derive();
  }

  #drop(id: string, reason: string): void {
    const remote = this.#others.get(id);
    if (!remote) return;
    if (GONE.includes(reason)) {
      this.#others.delete(id);
      this.#hasOtherLeft = this.#others.size === 0;
    } else {
      // Not of their own will: they are awaited.
      this.#others.set(id, { ...remote, participant: { ...remote.participant, away: true } });
    }
    this.#derive();
  }

  /** Each person's stream holds exactly the tracks that the map gives to them. */
  #placeTracks(leg: Leg): void {
    if (leg !== this.#leg) return;
    for (const { participant, stream } of this.#others.values()) {
      const tracks = this.#tracksOf(leg, participant.id, (source) => source !== 'SCREEN');
      for (const track of stream.getTracks()) if (!tracks.includes(track)) stream.removeTrack(track);
      for (const track of tracks) if (!stream.getTracks().includes(track)) stream.addTrack(track);
    }
  }

  /** A shared screen is a stream of its own: it has no sound, and another place. */
  #placeScreens(leg: Leg): void {
    if (leg !== this.#leg) return;
    for (const [id, remote] of this.#others) {
      const [track] = this.#tracksOf(leg, id, (source) => source === 'SCREEN');
      if (remote.screen?.getTracks()[0] === track) continue;
      this.#others.set(id, { ...remote, screen: track ? new MediaStream([track]) : null });
    }
    this.#derive();
  }

  #tracksOf(leg: Leg, id: string, isWanted: (source: TrackMapping['source']) => boolean): MediaStreamTrack[] {
    const mids = new Set(leg.tracks.filter((track) => track.participantId === id && isWanted(track.source)).map(({ mid }) => mid));
    return leg.peer
      .getTransceivers()
      .filter(({ mid }) => mid !== null && mids.has(mid))
      .map(({ receiver }) => receiver.track);
  }

  // ── keeping it alive ──

  async #read(leg: Leg): Promise<number | undefined> {
    const reading = await readStats(leg.peer);
    if (leg !== this.#leg) return undefined;
    const before = this.#reading;
    this.#reading = reading;
    this.#report(leg, reading);
    if (before && this.#downSince === undefined) this.#vote(reading.linkSince(before));
    // Nobody sends and we send nothing: silence is then what should be.
    const weSend = leg.senders.audio?.track ?? leg.senders.video?.track;
    const theySend = this.#present().some(({ audio, video }) => audio !== false || video !== false);
    return weSend || theySend ? reading.received : undefined;
  }

  /** Tells the server what it cannot see: whether the pictures move. */
  #report(leg: Leg, { freezes, frozenMs }: StatsReading): void {
    const before = this.#reported;
    const at = Date.now();
    if (before && at - before.at < REPORT_MS) return;
    this.#reported = { at, freezes, frozenMs };
    if (before) leg.outbox?.batch({ received: { freezes: freezes - before.freezes, frozenMs: frozenMs - before.frozenMs } });
  }

  /** The word changes when several looks in a row agree, so that it does not flicker. */
  #vote(link: Link): void {
    if (link === this.#link) this.#votes = 0;
    else if (this.#link === 'unknown' || ++this.#votes >= LINK_VOTES) {
      this.#votes = 0;
      this.#link = link;
      this.#derive();
    }
  }

  #goDown(leg: Leg, since: number): void {
    if (leg !== this.#leg) return;
    this.#markDown(since);
    if (!leg.isRestarting) this.#restart(leg, 1);
  }

  #onSound(leg: Leg): void {
    if (leg !== this.#leg || this.#downSince === undefined) return;
    this.#downSince = undefined;
    this.#link = 'good';
    this.#derive();
  }

  #markDown(since: number): void {
    if (this.#downSince !== undefined) return;
    this.#downSince = since;
    this.#link = 'none';
    this.#derive();
    this.#after(since + RECONNECT_MS - Date.now(), () => {
      if (this.#downSince === since) this.#end('LOST');
    });
  }

  #restart(leg: Leg, attempt: number): void {
    leg.isRestarting = true;
    leg.outbox?.send({ iceRestart: true });
    this.#after(RESTART_MS, () => {
      leg.isRestarting = false;
      if (leg !== this.#leg || this.#downSince === undefined) return;
      if (attempt < RESTARTS) this.#restart(leg, attempt + 1);
      else this.#rejoin(leg);
    });
  }

  #onNetworkChange = (): void => {
    const leg = this.#leg;
    leg?.outbox?.nudge();
    if (leg?.isConnected && this.#phase === 'inside') leg.outbox?.send({ iceRestart: true });
    // Gave up while there was no network: nobody has to press anything now that there is.
    if (this.#phase === 'ended' && this.#reason === 'LOST') void this.join();
  };

  #onMediaChange = (): void => {
    const leg = this.#leg;
    if (!leg) return;
    this.#sendTracks(leg);
    if (leg.negotiation === 0) return;
    this.#tellMedia(leg);
    this.#tellScreen(leg);
  };

  #listen(): void {
    if (this.#stopListening) return;
    const stopMedia = this.media.subscribe(this.#onMediaChange);
    const connection = (globalThis.navigator as { connection?: EventTarget } | undefined)?.connection;
    globalThis.addEventListener?.('online', this.#onNetworkChange);
    connection?.addEventListener?.('typechange', this.#onNetworkChange);
    this.#stopListening = () => {
      stopMedia();
      globalThis.removeEventListener?.('online', this.#onNetworkChange);
      connection?.removeEventListener?.('typechange', this.#onNetworkChange);
    };
  }

  // ── state ──

  #reset(): void {
    this.#turn++;
    this.#isHeld = false;
    this.#closeLeg();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#others.clear();
    this.#links = new Map();
    this.#speaker = null;
    this.#isShareRefused = this.#isVoiceOnly = false;
    this.#carries = ALL;
    this.#downSince = this.#othersGoneSince = this.#problem = undefined;
    this.#hasOtherLeft = false;
    this.#link = 'unknown';
    this.#votes = this.#rejoins = 0;
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  #present(): Remote[] {
    return [...this.#others.values()].filter(({ participant }) => !participant.away);
  }

  #state(): CallState {
    switch (this.#phase) {
      case 'idle':
        return { at: 'idle' };
      case 'refused':
        return { at: 'refused', problem: this.#problem! };
      case 'ended':
        return { at: 'ended', reason: this.#reason };
      case 'joining':
      case 'inside':
        if (this.#downSince !== undefined) {
          return { at: 'meOffline', since: this.#downSince, until: this.#downSince + RECONNECT_MS };
        }
        if (this.#phase === 'joining') return { at: 'joining' };
        if (!this.#leg?.isConnected) return { at: 'connecting' };
        if (this.#present().length > 0) return { at: 'live' };
        if (this.#others.size === 0) return { at: 'alone', hasLeft: this.#hasOtherLeft };
        return { at: 'otherOffline', since: (this.#othersGoneSince ??= Date.now()) };
    }
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#derive();
  }

  #derive(): void {
    if (this.#isHeld) return;
    if (this.#present().length > 0) this.#othersGoneSince = undefined;
    this.publish({
      state: this.#state(),
      remotes: [...this.#others.values()],
      link: this.#link,
      links: this.#links,
      speaker: this.#speaker,
      isShareRefused: this.#isShareRefused,
      carries: this.#carries,
      isVoiceOnly: this.#isVoiceOnly,
    });
  }
}

function toIceServer({ urls, username, credential }: Session['iceServers'][number]): RTCIceServer {
  return { urls: [...urls], ...(username && { username }), ...(credential && { credential }) };
}
