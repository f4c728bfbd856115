// Stand-ins for what jsdom lacks, for tests only.
import type { JoinOutcome, OutgoingSignal, SendOutcome, Session, SignalBody, SignalStream, VisitTransport } from './signals';

export class FakeTrack extends EventTarget {
  readonly kind: string;
  enabled = true;
  readyState = 'live';
  contentHint = '';
  readonly settings: MediaTrackSettings;

  constructor(kind: 'audio' | 'video', settings: MediaTrackSettings = {}) {
    super();
    this.kind = kind;
    this.settings = settings;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  getSettings(): MediaTrackSettings {
    return this.settings;
  }
}

export class FakeStream {
  #tracks: FakeTrack[];

  constructor(tracks: FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }

  getTracks = () => [...this.#tracks];
  getAudioTracks = () => this.#tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.#tracks.filter(({ kind }) => kind === 'video');
  addTrack = (track: FakeTrack) => void this.#tracks.push(track);
  removeTrack = (track: FakeTrack) => void (this.#tracks = this.#tracks.filter((other) => other !== track));
}

/** Answers getUserMedia with tracks, or with what `refuse` throws. */
export class FakeDevices extends EventTarget {
  readonly asked: MediaStreamConstraints[] = [];
  readonly tracks: FakeTrack[] = [];
  refuse: (constraints: MediaStreamConstraints) => Error | undefined = () => undefined;
  /** Runs just before the devices answer. */
  before: () => void = () => {};

  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    this.before();
    const error = this.refuse(constraints);
    if (error) throw error;
    const tracks: FakeTrack[] = [];
    if (constraints.audio) tracks.push(new FakeTrack('audio'));
    if (constraints.video) {
      const wish = typeof constraints.video === 'object' ? constraints.video.facingMode : undefined;
      const facing = typeof wish === 'object' && !Array.isArray(wish) ? String(wish.exact) : String(wish ?? 'user');
      tracks.push(new FakeTrack('video', { facingMode: facing, deviceId: `camera-${facing}` }));
    }
    this.tracks.push(...tracks);
    return new FakeStream(tracks) as unknown as MediaStream;
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return ['user', 'environment'].map(
      (name) => ({ kind: 'videoinput', deviceId: `camera-${name}`, label: name }) as MediaDeviceInfo,
    );
  }
}

class FakeSender {
  track: FakeTrack | null = null;
  parameters = { encodings: ['l', 'm', 'h'].map((rid) => ({ rid }) as RTCRtpEncodingParameters) };
  getParameters = () => structuredClone(this.parameters);
  setParameters = async (parameters: { encodings: RTCRtpEncodingParameters[] }) => void (this.parameters = parameters);
  async replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
  }
}

/** Knows sections and directions, and nothing of networks. */
export class FakePeer {
  connectionState = 'new';
  packets = 0;
  isClosed = false;
  readonly remote: string[] = [];
  readonly configurations: RTCConfiguration[] = [];
  transceivers: { mid: string; direction: string; sender: FakeSender; receiver: { track: FakeTrack } }[] = [];
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: (() => void) | null = null;

  getTransceivers = () => this.transceivers;
  getConfiguration = (): RTCConfiguration => ({ bundlePolicy: 'max-bundle' });
  setConfiguration = (configuration: RTCConfiguration) => void this.configurations.push(configuration);
  addIceCandidate = async () => {};
  createAnswer = async () => ({ type: 'answer', sdp: `answer ${this.remote.length}` });
  close = () => void (this.isClosed = true);

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp === 'bad') throw new Error('bad');
    this.remote.push(sdp);
    for (const [, kind, mid] of sdp.matchAll(/m=(audio|video)[^]*?a=mid:(\S+)/g)) {
      if (this.transceivers.some((transceiver) => transceiver.mid === mid)) continue;
      const track = new FakeTrack(kind as 'audio' | 'video');
      this.transceivers.push({ mid: mid!, direction: 'recvonly', sender: new FakeSender(), receiver: { track } });
    }
  }

  async setLocalDescription(): Promise<void> {
    this.onicecandidate?.({ candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' } });
  }

  async getStats(): Promise<Map<string, unknown>> {
    return new Map([['t', { type: 'transport', packetsReceived: this.packets }]]);
  }

  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

/** A server that a test plays by hand. */
export class FakeTransport implements VisitTransport {
  joins = 0;
  left: string[] = [];
  sent: OutgoingSignal[] = [];
  streams: { session: Session; stream: SignalStream; isOpen: boolean }[] = [];
  answerJoin: () => Promise<JoinOutcome> = () =>
    Promise.resolve({ is: 'joined', session: { id: `session-${this.joins}`, resumeToken: 'secret', iceServers: [] } });
  answerSend: () => Promise<SendOutcome> = () => Promise.resolve({ is: 'ack', ack: 0, serverSeq: 0 });
  #seq = 0;

  join(): Promise<JoinOutcome> {
    this.joins++;
    return this.answerJoin();
  }

  open(session: Session, stream: SignalStream): () => void {
    const entry = { session, stream, isOpen: true };
    if (this.streams.at(-1)?.session.id !== session.id) this.#seq = 0;
    this.streams.push(entry);
    return () => (entry.isOpen = false);
  }

  send(_: Session, __: number, signals: readonly OutgoingSignal[]): Promise<SendOutcome> {
    this.sent.push(...signals);
    return this.answerSend();
  }

  async leave(session: Session): Promise<void> {
    this.left.push(session.id);
  }

  say(body: SignalBody): void {
    const seq = body.__typename === 'Resync' ? 0 : ++this.#seq;
    this.streams.at(-1)?.stream.onSignal({ seq, body });
  }
}
