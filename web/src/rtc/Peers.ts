export type CreatePeer = (configuration: RTCConfiguration) => RTCPeerConnection;

/** Peers makes the connections of a call, the next one ahead of its use: its threads and sockets are then there. */
export class Peers {
  #certificate: RTCCertificate | undefined;
  #next: RTCPeerConnection | undefined;
  readonly #create: CreatePeer;

  constructor(create: CreatePeer = (configuration) => new RTCPeerConnection(configuration)) {
    this.#create = create;
  }

  /** Makes keys and a connection, unless nobody wants one any more once the keys are there. */
  async prepare(isWanted: () => boolean): Promise<void> {
    this.#certificate ??= await generateCertificate();
    if (isWanted()) this.open();
  }

  open(): void {
    this.#next ??= this.#create(this.#configuration());
  }

  take(): RTCPeerConnection {
    this.open();
    const peer = this.#next!;
    this.#next = undefined;
    return peer;
  }

  /** Gives back what was opened and not taken. */
  drop(): void {
    this.#next?.close();
    this.#next = undefined;
  }

  /** With one pooled candidate set (W3C, iceCandidatePoolSize) the sockets are open before there is anybody to call. */
  #configuration(): RTCConfiguration {
    const certificates = this.#certificate ? { certificates: [this.#certificate] } : {};
    return { bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', iceCandidatePoolSize: 1, ...certificates };
  }
}

async function generateCertificate(): Promise<RTCCertificate | undefined> {
  const keys = { name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams;
  return globalThis.RTCPeerConnection?.generateCertificate?.(keys).catch(() => undefined);
}
