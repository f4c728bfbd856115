/** How good the link is, in one word; `unknown` until it was measured. */
export type Link = 'unknown' | 'good' | 'weak' | 'none';

/** Above one of these a picture begins to freeze. */
const WEAK_LOSS = 0.05;
const WEAK_RTT_S = 0.4;

/** One look at the numbers of a connection. */
export type StatsReading = {
  /** Grows as long as anything arrives. */
  readonly received: number;
  linkSince(before: StatsReading): Link;
  readonly packets: number;
  readonly lost: number;
  /** Pictures that stood still, since the connection began. */
  readonly freezes: number;
  readonly frozenMs: number;
};

/** Browsers differ in what they count; whatever is there is added up. */
export async function readStats(peer: RTCPeerConnection): Promise<StatsReading> {
  let received = 0;
  let packets = 0;
  let lost = 0;
  let reportedLoss = 0;
  let roundTrip = 0;
  let freezes = 0;
  let frozenMs = 0;
  (await peer.getStats()).forEach((entry: Record<string, unknown> & { type: string }) => {
    const number = (key: string) => (typeof entry[key] === 'number' ? (entry[key] as number) : 0);
    switch (entry.type) {
      case 'transport':
        received += number('packetsReceived') + number('bytesReceived');
        break;
      case 'candidate-pair':
        received += number('bytesReceived') + number('responsesReceived');
        if (entry.nominated) roundTrip = Math.max(roundTrip, number('currentRoundTripTime'));
        break;
      case 'inbound-rtp':
        received += number('packetsReceived');
        packets += number('packetsReceived');
        lost += Math.max(0, number('packetsLost'));
        freezes += number('freezeCount');
        frozenMs += Math.round(number('totalFreezesDuration') * 1000);
        break;
      case 'remote-inbound-rtp':
        reportedLoss = Math.max(reportedLoss, number('fractionLost'));
        roundTrip = Math.max(roundTrip, number('roundTripTime'));
        break;
    }
  });
  return {
    received,
    packets,
    lost,
    freezes,
    frozenMs,
    linkSince(before) {
      const came = packets - before.packets;
      const missing = Math.max(0, lost - before.lost);
      const loss = Math.max(came + missing > 20 ? missing / (came + missing) : 0, reportedLoss);
      return loss > WEAK_LOSS || roundTrip > WEAK_RTT_S ? 'weak' : 'good';
    },
  };
}
