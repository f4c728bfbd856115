import { applyLayers } from './layers';
import type { LocalMedia } from './LocalMedia';
import { receivingMids } from './sdp';
import type { TrackMapping } from './signals';

type Kind = 'audio' | 'video' | 'screen';

/** Senders puts this person's tracks into the sections that the server wants to receive on, in the layers that somebody sees. */
export class Senders {
  readonly #media: LocalMedia;
  /** The own link carries no picture. */
  readonly #isVoice: () => boolean;
  readonly #senders: Partial<Record<Kind, RTCRtpSender>> = {};
  /** How high our pictures are shown where they are shown largest. */
  readonly #wanted = { video: 0, screen: 0 };

  constructor(media: LocalMedia, isVoice: () => boolean) {
    this.#media = media;
    this.#isVoice = isVoice;
  }

  get isSending(): boolean {
    return Boolean(this.#senders.audio?.track ?? this.#senders.video?.track);
  }

  /** Takes the sections of an offer. */
  place(peer: RTCPeerConnection, sdp: string, screenMid?: string | null): void {
    const wanted = receivingMids(sdp);
    for (const transceiver of peer.getTransceivers()) {
      if (!transceiver.mid || !wanted.has(transceiver.mid)) continue;
      const kind = transceiver.mid === screenMid ? 'screen' : (transceiver.receiver.track.kind as Kind);
      if (this.#senders[kind] && this.#senders[kind] !== transceiver.sender) continue;
      this.#senders[kind] = transceiver.sender;
      // Also without a track: a camera that is switched on later then needs no negotiation.
      transceiver.direction = 'sendonly';
    }
    this.send();
  }

  /** Sends what the devices give now. */
  send(): void {
    for (const kind of ['audio', 'video', 'screen'] as const) void this.#send(kind).catch(() => {});
  }

  /** Somebody sees a picture so high now. */
  want(source: TrackMapping['source'], shownHeight: number): Promise<void> {
    const kind = source === 'SCREEN' ? 'screen' : 'video';
    this.#wanted[kind] = shownHeight;
    return this.#layer(kind);
  }

  /** Who sends over a link that carries no picture stops sending one, and begins again when it does. */
  relayer(): void {
    for (const kind of ['video', 'screen'] as const) void this.#layer(kind);
  }

  async #send(kind: Kind): Promise<void> {
    const sender = this.#senders[kind];
    const track = this.#track(kind);
    if (!sender || sender.track === track) return;
    // First the layers: no encoder should begin with one that nobody sees.
    if (kind !== 'audio') await this.#layer(kind, track);
    // It may have been switched off meanwhile.
    await sender.replaceTrack(this.#track(kind));
  }

  #track(kind: Kind): MediaStreamTrack | null {
    return kind === 'screen' ? this.#media.getSnapshot().screen : this.#media[kind];
  }

  async #layer(kind: 'video' | 'screen', track = this.#senders[kind]?.track ?? null): Promise<void> {
    const sender = this.#senders[kind];
    if (sender && track) await applyLayers(sender, track, this.#isVoice(), this.#wanted[kind]).catch(() => {});
  }
}
