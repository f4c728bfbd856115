import { recall, remember } from './choice';
import { kindsToTryAlone, nameOf, problemOf, withoutWishes, type DeviceProblem, type Kind } from './deviceProblem';
import { Store } from './store';

export type Source =
  | { readonly is: 'off' }
  | { readonly is: 'asking' }
  | { readonly is: 'on'; readonly track: MediaStreamTrack }
  /** The microphone sends silence. */
  | { readonly is: 'muted'; readonly track: MediaStreamTrack }
  | { readonly is: 'failed'; readonly problem: DeviceProblem };

export type Device = { readonly id: string; readonly label: string };

export type LocalMediaState = {
  readonly camera: Source;
  readonly microphone: Source;
  /** A further picture beside the camera's. */
  readonly screen: MediaStreamTrack | null;
  readonly facing: 'user' | 'environment';
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
};

const CAMERA: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } };
const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const OFF: Source = { is: 'off' };

/**
 * LocalMedia owns the person's camera and microphone. The waiting room shows it
 * and the call sends it, so that the browser asks for permission once.
 */
export class LocalMedia extends Store<LocalMediaState> {
  /** Raised by close and by every new request for a kind: an answer that comes later is thrown away. */
  #turn: Record<Kind, number> = { camera: 0, microphone: 0 };
  #isOpen = false;
  readonly #devices: MediaDevices | undefined;
  readonly #choice: Record<Kind, string | null>;

  constructor(devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices) {
    super({ camera: OFF, microphone: OFF, screen: null, facing: 'user', cameras: [], microphones: [] });
    this.#devices = devices;
    this.#choice = { camera: recall('camera'), microphone: recall('microphone') };
  }

  /** What is to be sent now. */
  get video(): MediaStreamTrack | null {
    return trackOf(this.getSnapshot().camera);
  }

  get audio(): MediaStreamTrack | null {
    return trackOf(this.getSnapshot().microphone);
  }

  /** Opens both in one question to the person; goes on with one when the other fails. */
  async open(kinds: { camera: boolean; microphone: boolean } = { camera: true, microphone: true }): Promise<void> {
    this.#listen();
    const { camera, microphone } = this.getSnapshot();
    const wanted: Kind[] = [];
    if (kinds.camera && isIdle(camera)) wanted.push('camera');
    if (kinds.microphone && isIdle(microphone)) wanted.push('microphone');
    if (wanted.length === 2) await this.#acquireBoth();
    else if (wanted[0]) await this.#acquire(wanted[0], this.#wish(wanted[0]));
    await this.#list();
  }

  /** Stops every track; the lamp of the camera goes out. May be opened again. */
  close(): void {
    this.#isOpen = false;
    this.#devices?.removeEventListener?.('devicechange', this.#onDeviceChange);
    this.#stop('camera');
    this.#stop('microphone');
    this.stopSharing();
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) await this.#acquire('camera', this.#wish('camera'));
    else this.#stop('camera');
  }

  async setMicrophone(on: boolean): Promise<void> {
    const track = trackOf(this.getSnapshot().microphone);
    if (track) {
      track.enabled = on;
      this.#set({ microphone: { is: on ? 'on' : 'muted', track } });
    } else if (on) {
      await this.#acquire('microphone', this.#wish('microphone'));
    }
  }

  async choose(kind: Kind, deviceId: string): Promise<void> {
    this.#choice[kind] = deviceId;
    remember(kind, deviceId);
    const isMuted = kind === 'microphone' && this.getSnapshot().microphone.is === 'muted';
    await this.#acquire(kind, { ...base(kind), deviceId: { exact: deviceId } });
    if (isMuted) await this.setMicrophone(false);
  }

  /** Front to back and back again. Phones open one camera at a time, so the old one stops first. */
  async flip(): Promise<void> {
    const { facing, camera, cameras } = this.getSnapshot();
    const current = trackOf(camera)?.getSettings().deviceId;
    const other = facing === 'user' ? 'environment' : 'user';
    if (await this.#acquire('camera', { ...CAMERA, facingMode: { exact: other } }, 'strict')) return;
    // A tablet or laptop may not know which way its cameras look: take the next one.
    const next = cameras[(cameras.findIndex((device) => device.id === current) + 1) % Math.max(1, cameras.length)];
    if (next && next.id !== current && (await this.#acquire('camera', { ...CAMERA, deviceId: { exact: next.id } }, 'strict'))) return;
    await this.#acquire('camera', { ...CAMERA, facingMode: facing });
  }

  async share(): Promise<void> {
    const stream = await this.#devices?.getDisplayMedia?.({ video: { frameRate: { ideal: 10, max: 15 } } }).catch(() => undefined);
    const track = stream?.getVideoTracks()[0];
    if (!track) return; // The person changed their mind.
    this.stopSharing();
    track.contentHint = 'detail';
    track.addEventListener('ended', () => this.stopSharing(), { once: true });
    this.#set({ screen: track });
  }

  stopSharing(): void {
    const { screen } = this.getSnapshot();
    if (!screen) return;
    screen.stop();
    this.#set({ screen: null });
  }

  async #acquireBoth(): Promise<void> {
    const turns = { camera: ++this.#turn.camera, microphone: ++this.#turn.microphone };
    this.#set({ camera: { is: 'asking' }, microphone: { is: 'asking' } });
    const { stream, problem } = await this.#ask({ video: this.#wish('camera'), audio: this.#wish('microphone') });
    if (stream) {
      this.#take('camera', turns.camera, stream.getVideoTracks()[0]);
      this.#take('microphone', turns.microphone, stream.getAudioTracks()[0]);
      return;
    }
    const again = problem === 'dismissed' || problem === 'unsupported' ? [] : await kindsToTryAlone(problem);
    for (const kind of ['microphone', 'camera'] as const) {
      if (turns[kind] !== this.#turn[kind]) continue;
      if (again.includes(kind)) await this.#acquire(kind, this.#wish(kind));
      else this.#set({ [kind]: { is: 'failed', problem } });
    }
  }

  async #acquire(kind: Kind, wish: MediaTrackConstraints, manner: 'strict' | 'lenient' = 'lenient'): Promise<boolean> {
    this.#listen();
    this.#stop(kind);
    const turn = ++this.#turn[kind];
    this.#set({ [kind]: { is: 'asking' } });
    const { stream, problem } = await this.#ask(kind === 'camera' ? { video: wish } : { audio: wish }, manner);
    if (stream) {
      this.#take(kind, turn, stream.getTracks()[0]);
      void this.#list();
      return true;
    }
    if (turn === this.#turn[kind]) this.#set({ [kind]: { is: 'failed', problem } });
    return false;
  }

  async #ask(
    constraints: MediaStreamConstraints,
    manner: 'strict' | 'lenient' = 'lenient',
  ): Promise<{ stream: MediaStream; problem?: undefined } | { stream?: undefined; problem: DeviceProblem }> {
    if (!this.#devices?.getUserMedia) return { problem: 'unsupported' };
    try {
      return { stream: await this.#devices.getUserMedia(constraints) };
    } catch (error) {
      const plain = manner === 'lenient' && withoutWishes(constraints);
      if (nameOf(error) !== 'OverconstrainedError' || !plain) return { problem: problemOf(error) };
      try {
        return { stream: await this.#devices.getUserMedia(plain) };
      } catch (second) {
        return { problem: problemOf(second) };
      }
    }
  }

  #take(kind: Kind, turn: number, track: MediaStreamTrack | undefined): void {
    if (!track) return this.#set({ [kind]: { is: 'failed', problem: 'missing' } });
    if (turn !== this.#turn[kind] || !this.#isOpen) return track.stop();
    // Unplugged, or taken away by the system: try whatever else there is.
    track.addEventListener('ended', () => {
      if (turn === this.#turn[kind]) void this.#acquire(kind, base(kind));
    });
    if (kind === 'microphone') return this.#set({ microphone: { is: 'on', track } });
    const facing = track.getSettings().facingMode === 'environment' ? 'environment' : 'user';
    this.#set({ camera: { is: 'on', track }, facing });
  }

  #stop(kind: Kind): void {
    this.#turn[kind]++;
    trackOf(this.getSnapshot()[kind])?.stop();
    if (this.getSnapshot()[kind].is !== 'off') this.#set({ [kind]: OFF });
  }

  #wish(kind: Kind): MediaTrackConstraints {
    const id = this.#choice[kind];
    if (id) return { ...base(kind), deviceId: { ideal: id } };
    return kind === 'camera' ? { ...CAMERA, facingMode: this.getSnapshot().facing } : MICROPHONE;
  }

  #listen(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#devices?.addEventListener?.('devicechange', this.#onDeviceChange);
  }

  #onDeviceChange = (): void => {
    void this.#list();
    // Something was plugged in: what was missing or taken may be there now.
    for (const kind of ['camera', 'microphone'] as const) {
      const source = this.getSnapshot()[kind];
      const mayWork = source.is === 'failed' && (source.problem === 'missing' || source.problem === 'busy');
      if (mayWork) void this.#acquire(kind, base(kind));
    }
  };

  async #list(): Promise<void> {
    const all = (await this.#devices?.enumerateDevices?.().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind) =>
      all.filter((device) => device.kind === kind && device.deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }));
    this.#set({ cameras: of('videoinput'), microphones: of('audioinput') });
  }

  #set(change: Partial<LocalMediaState>): void {
    this.publish({ ...this.getSnapshot(), ...change });
  }
}

export function trackOf(source: Source): MediaStreamTrack | null {
  return source.is === 'on' || source.is === 'muted' ? source.track : null;
}

function isIdle(source: Source): boolean {
  return source.is === 'off' || source.is === 'failed';
}

function base(kind: Kind): MediaTrackConstraints {
  return kind === 'camera' ? CAMERA : MICROPHONE;
}
