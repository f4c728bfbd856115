/** The mids (RFC 8843) of an offer on which the server receives and does not send. */
export function receivingMids(sdp: string): Set<string> {
  const mids = new Set<string>();
  for (const section of sdp.split(/\r?\n(?=m=)/).slice(1)) {
    const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
    if (mid && /^a=recvonly\s*$/m.test(section)) mids.add(mid);
  }
  return mids;
}
