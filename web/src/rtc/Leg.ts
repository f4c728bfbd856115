import type { LocalMedia } from './LocalMedia';
import { mark } from './marks';
import { Negotiation } from './Negotiation';
import { Restarts } from './Restarts';
import type { TracksOf } from './Room';
import { Senders } from './Senders';
import { SignalSession } from './SignalSession';
import type { RoomWord, Session, SignalBody, TrackMapping, VisitEndReason, VisitTransport } from './signals';
import { SilenceWatch } from './SilenceWatch';
import { readStats, type Link, type StatsReading } from './stats';
import { Telling } from './Telling';
import { Timers } from './timers';
import type { Views } from './Views';

/** So long a joined leg may take until media flows. */
const CONNECT_MS = 15_000;

/** What a leg asks of the call it belongs to, and tells it. Nothing is told once the leg is closed. */
export type LegHost = {
  /** The link carries no picture of this person. */
  isVoice: () => boolean;
  /** Nothing has come for too long. */
  isDown: () => boolean;
  /** Somebody else sends, so that silence means a loss. */
  isFed: () => boolean;
  onWord: (word: RoomWord) => void;
  onAnswer: () => void;
  /** The browser has a track more. */
  onTrack: () => void;
  /** Whose tracks are whose has changed. */
  onMap: () => void;
  onConnected: () => void;
  /** How good the link was since the last look. */
  onLook: (link: Link) => void;
  onDown: (since: number) => void;
  onSound: () => void;
  onShare: (isRefused: boolean) => void;
  /** The session cannot go on; a new leg may. */
  onGone: () => void;
  onEnd: (reason: VisitEndReason) => void;
};

export type LegOptions = { transport: VisitTransport; session: Session; peer: RTCPeerConnection; media: LocalMedia; views: Views; host: LegHost };

/** Leg is one joined session with its connection: everything that a rejoin replaces. */
export class Leg {
  readonly session: Session;
  readonly #peer: RTCPeerConnection;
  readonly #media: LocalMedia;
  readonly #views: Views;
  readonly #host: LegHost;
  readonly #signals: SignalSession;
  readonly #negotiation: Negotiation;
  readonly #senders: Senders;
  readonly #telling: Telling;
  readonly #restarts: Restarts;
  readonly #watch: SilenceWatch;
  readonly #timers = new Timers();
  #tracks: readonly TrackMapping[] = [];
  #reading: StatsReading | undefined;
  #isConnected = false;
  #isClosed = false;

  constructor({ transport, session, peer, media, views, host }: LegOptions) {
    this.session = session;
    this.#peer = peer;
    this.#media = media;
    this.#views = views;
    this.#host = host;
    this.#signals = new SignalSession({ transport, session, onSignal: (body) => this.#handle(body), onGone: host.onGone });
    const { outbox } = this.#signals;
    this.#senders = new Senders(media, host.isVoice);
    this.#telling = new Telling(outbox);
    this.#restarts = new Restarts({ ask: () => outbox.send({ iceRestart: true }), isDown: host.isDown, onGiveUp: host.onGone });
    this.#watch = new SilenceWatch({ read: () => this.#read(), onSilence: host.onDown, onSound: host.onSound });
    this.#negotiation = new Negotiation({
      peer,
      outbox,
      onOffer: ({ sdp, screenMid }) => this.#senders.place(peer, sdp, screenMid),
      onAnswer: () => this.#onAnswer(),
      onSet: host.onMap,
    });
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  open(): void {
    this.#peer.onconnectionstatechange = () => this.#onConnection();
    this.#peer.ontrack = this.#host.onTrack;
    this.#negotiation.setServers(this.session.iceServers);
    this.#signals.open();
    this.#timers.after(CONNECT_MS, () => {
      if (!this.#isConnected) this.#host.onDown(Date.now());
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timers.clear();
    this.#watch.stop();
    this.#restarts.stop();
    this.#signals.close();
    this.#negotiation.close();
    this.#peer.onconnectionstatechange = this.#peer.ontrack = null;
    this.#peer.close();
  }

  restart(): void {
    this.#restarts.begin();
  }

  /** There is another network: what waits goes out at once, and a connection looks for its new way. */
  onNetwork(): void {
    const { outbox } = this.#signals;
    outbox.nudge();
    if (this.#isConnected) outbox.send({ iceRestart: true });
  }

  /** Sends what the devices give now, and says so. */
  onMedia(): void {
    this.#senders.send();
    if (this.#negotiation.hasBegun) this.#tell();
  }

  /** The own link carries more or less than before. */
  onCarries(): void {
    this.#senders.relayer();
  }

  tellViews(): void {
    this.#telling.views(this.#tracks, (track) => this.#views.heightOf(track));
  }

  readonly tracksOf: TracksOf = (id, what) => {
    const isWanted = ({ participantId, source }: TrackMapping) => participantId === id && (source === 'SCREEN') === (what === 'screen');
    const mids = new Set(this.#tracks.filter(isWanted).map(({ mid }) => mid));
    return this.#peer
      .getTransceivers()
      .filter(({ mid }) => mid !== null && mids.has(mid))
      .map(({ receiver }) => receiver.track);
  };

  #handle(body: SignalBody): Promise<void> | void {
    switch (body.__typename) {
      case 'SdpOffer':
        return this.#negotiation.answer(body);
      case 'IceCandidate':
        return this.#negotiation.add(body);
      case 'TrackMap':
        this.#tracks = body.tracks;
        this.tellViews();
        return this.#host.onMap();
      case 'PictureWanted':
        return this.#senders.want(body.source, body.shownHeight);
      case 'Resync':
        return this.#host.onGone();
      case 'VisitEnded':
        // Neither is a wish to end: the server restarts, or has lost sight of us.
        if (body.reason === 'SERVER_STOPPING' || body.reason === 'LOST') return this.#host.onGone();
        return this.#host.onEnd(body.reason);
      default:
        return this.#host.onWord(body);
    }
  }

  #onAnswer(): void {
    this.#host.onAnswer();
    this.#tell();
  }

  #tell(): void {
    const { microphone, screen } = this.#media.getSnapshot();
    this.#telling.media({ audio: microphone.is === 'on', video: this.#media.video !== null });
    const onRefused = () => {
      this.#media.stopSharing();
      this.#host.onShare(true);
    };
    this.#telling.screen(screen !== null, () => this.#host.onShare(false), onRefused);
  }

  #onConnection(): void {
    switch (this.#peer.connectionState) {
      case 'connected':
        mark('tv:connected');
        this.#isConnected = true;
        this.#watch.start();
        return this.#host.onConnected();
      case 'failed':
        return this.#host.onDown(Date.now());
      default:
        return;
    }
  }

  /** What has come so far; undefined while silence is what should be, since nobody sends. */
  async #read(): Promise<number | undefined> {
    const reading = await readStats(this.#peer);
    if (this.#isClosed) return undefined;
    const before = this.#reading;
    this.#reading = reading;
    this.#telling.freezes(reading);
    if (before) this.#host.onLook(reading.linkSince(before));
    return this.#senders.isSending || this.#host.isFed() ? reading.received : undefined;
  }
}
