import { mark } from './marks';
import type { SignalOutbox } from './SignalOutbox';
import type { IceServer, SignalBody } from './signals';

export type Offer = Extract<SignalBody, { __typename: 'SdpOffer' }>;
type Candidate = Extract<SignalBody, { __typename: 'IceCandidate' }>;

export type NegotiationOptions = {
  peer: RTCPeerConnection;
  outbox: Pick<SignalOutbox, 'send' | 'batch'>;
  /** The sections of an offer are there; its answer is made next. */
  onOffer: (offer: Offer) => void;
  /** The answer is out. */
  onAnswer: () => void;
  /** The answer has taken effect here. */
  onSet: () => void;
};

/** Negotiation is the browser's side of the offers on one connection. The server always offers; the browser always answers. */
export class Negotiation {
  readonly #options: NegotiationOptions;
  #number = 0;
  #isClosed = false;
  /** Candidates found before the answer of their negotiation was handed to the outbox. */
  #early: RTCIceCandidate[] | undefined;

  constructor(options: NegotiationOptions) {
    this.#options = options;
    options.peer.onicecandidate = ({ candidate }) => this.#onCandidate(candidate);
  }

  get hasBegun(): boolean {
    return this.#number > 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#options.peer.onicecandidate = null;
  }

  /** Relays come with every offer: by the time of a restart the first credentials have expired. */
  setServers(servers: readonly IceServer[] = []): void {
    const { peer } = this.#options;
    // Everything else, the certificate too, has to stay as the connection was made.
    if (servers.length > 0) peer.setConfiguration({ ...peer.getConfiguration(), iceServers: servers.map(toIceServer) });
  }

  async answer(offer: Offer): Promise<void> {
    this.setServers(offer.iceServers);
    if (offer.negotiation <= this.#number) return;
    mark('tv:offer');
    this.#number = offer.negotiation;
    this.#early = [];
    const { peer, onOffer, onSet } = this.#options;
    await peer.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    onOffer(offer);
    const answer = await peer.createAnswer();
    if (this.#isClosed) return;
    // The answer leaves without waiting for candidates, nor for its own effect here.
    const isSet = peer.setLocalDescription(answer);
    this.#send(answer);
    await isSet;
    if (!this.#isClosed) onSet();
  }

  async add({ negotiation, candidate, sdpMid, sdpMLineIndex }: Candidate): Promise<void> {
    if (negotiation !== this.#number) return;
    await this.#options.peer.addIceCandidate({ candidate, sdpMid: sdpMid ?? null, sdpMLineIndex: sdpMLineIndex ?? null });
  }

  #send({ sdp = '' }: RTCSessionDescriptionInit): void {
    const { outbox, onAnswer } = this.#options;
    outbox.send({ answer: { negotiation: this.#number, sdp } });
    mark('tv:answer');
    for (const candidate of this.#early ?? []) this.#sendCandidate(candidate);
    this.#early = undefined;
    onAnswer();
  }

  #onCandidate(candidate: RTCIceCandidate | null): void {
    if (this.#isClosed || !candidate) return;
    if (this.#early) this.#early.push(candidate);
    else this.#sendCandidate(candidate);
  }

  #sendCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): void {
    this.#options.outbox.batch({ candidate: { negotiation: this.#number, candidate, sdpMid, sdpMLineIndex, usernameFragment } });
  }
}

function toIceServer({ urls, username, credential }: IceServer): RTCIceServer {
  return { urls: [...urls], ...(username && { username }), ...(credential && { credential }) };
}
