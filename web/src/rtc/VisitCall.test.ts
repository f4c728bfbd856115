import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeDevices, FakePeer, FakeStream, FakeTrack, FakeTransport } from './fakes';
import { LocalMedia } from './LocalMedia';
import type { IceServer, Participant, SignalBody } from './signals';
import { VisitCall } from './VisitCall';

const OFFER = ['v=0', 'm=audio 9', 'a=mid:0', 'a=recvonly', 'm=video 9', 'a=mid:1', 'a=recvonly', 'm=audio 9', 'a=mid:2', 'a=sendonly', 'm=video 9', 'a=mid:3', 'a=sendonly', ''].join('\r\n');
const doctor: Participant = { id: 'd', name: 'Воронцов А. И.', role: 'PRACTITIONER', away: false };
const offer = (negotiation = 1, iceServers: IceServer[] = []): SignalBody => ({ __typename: 'SdpOffer', negotiation, sdp: OFFER, iceServers });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MediaStream', FakeStream);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

async function setUp() {
  const transport = new FakeTransport();
  const devices = new FakeDevices();
  const peers: FakePeer[] = [];
  const media = new LocalMedia(devices as unknown as MediaDevices);
  const call = new VisitCall({
    transport,
    media,
    createPeer: () => {
      const peer = new FakePeer();
      peers.push(peer);
      return peer as unknown as RTCPeerConnection;
    },
  });
  await media.open();
  const seen: string[] = [];
  call.subscribe(() => {
    const { at } = call.getSnapshot().state;
    if (seen.at(-1) !== at) seen.push(at);
  });
  return { transport, devices, media, call, peers, seen, peer: () => peers.at(-1)!, state: () => call.getSnapshot().state };
}

/** Joins, is offered media, finds the doctor there. Packets flow until the test stops them. */
async function inCall() {
  const setup = await setUp();
  const { call, transport, peer } = setup;
  await call.join();
  transport.say(offer());
  transport.say({ __typename: 'ParticipantJoined', participant: doctor });
  transport.say({
    __typename: 'TrackMap',
    tracks: [
      { mid: '2', participantId: 'd', kind: 'AUDIO', source: 'MICROPHONE' },
      { mid: '3', participantId: 'd', kind: 'VIDEO', source: 'CAMERA' },
    ],
  });
  await settle();
  peer().become('connected');
  const flow = { isOn: true };
  const pump = setInterval(() => flow.isOn && (peer().packets += 10), 100);
  return { ...setup, flow, stop: () => clearInterval(pump) };
}

test('joins, answers, and is live when the doctor is there and media flows', async () => {
  const { seen, call, transport, peer, stop } = await inCall();
  expect(seen).toEqual(['connecting', 'live']);
  expect(transport.sent[0]).toEqual({ answer: { negotiation: 1, sdp: 'answer 1' } });
  const [audio, video, ...rest] = peer().transceivers;
  expect([audio!.direction, video!.direction]).toEqual(['sendonly', 'sendonly']);
  expect([audio!.sender.track, video!.sender.track]).toEqual([call.media.audio, call.media.video]);
  expect(rest.map(({ direction }) => direction)).toEqual(['recvonly', 'recvonly']);
  expect(call.getSnapshot().remotes[0]!.stream.getTracks()).toHaveLength(2);
  stop();
});

test('leaves the screen as it is until the answer is out, for a moment at most', async () => {
  const { call, transport, seen } = await setUp();
  await call.join();
  await settle(299);
  expect(seen).toEqual([]);
  await settle(1);
  expect(seen).toEqual(['connecting']);
  call.close();
  await call.join();
  transport.say(offer());
  await settle(1);
  expect([transport.sent.length > 0, seen.at(-1)]).toEqual([true, 'connecting']);
});

test('a refusal is shown at once', async () => {
  const { call, transport, state } = await setUp();
  transport.answerJoin = () => Promise.resolve({ is: 'refused', problem: { is: 'unsigned' } });
  await call.join();
  expect(state()).toEqual({ at: 'refused', problem: { is: 'unsigned' } });
});

test('sends the lowest layer alone until somebody sees a larger one', async () => {
  const { transport, peer, stop } = await inCall();
  const sent = () => peer().transceivers[1]!.sender.parameters.encodings.map(({ active }) => active);
  await settle();
  expect(sent()).toEqual([true, false, false]);
  for (const [shownHeight, want] of [[360, [true, true, false]], [1080, [true, true, true]], [0, [true, false, false]]] as const) {
    transport.say({ __typename: 'PictureWanted', source: 'CAMERA', shownHeight });
    await settle();
    expect(sent()).toEqual(want);
  }
  stop();
});

test('opens the stream the moment the session is there, behind nothing', async () => {
  const { call, transport } = await setUp();
  await call.join();
  expect(transport.streams).toHaveLength(1);
  expect(transport.streams[0]!.stream.afterSeq()).toBe(0);
  transport.say(offer());
  expect(transport.streams[0]!.stream.afterSeq()).toBe(1);
});

test('a prepared connection is used, once, and given back when nobody joins', async () => {
  const { call, peers } = await setUp();
  await call.prepare();
  expect(peers).toHaveLength(1);
  await call.join();
  expect(peers).toHaveLength(1);
  call.close();
  await call.prepare();
  call.close();
  expect(peers.map(({ isClosed }) => isClosed)).toEqual([true, true]);
});

test('tells what is switched on and sends candidates after the answer', async () => {
  const { call, transport } = await setUp();
  await call.join();
  transport.say(offer());
  await settle(50);
  expect(transport.sent.map((signal) => Object.keys(signal)[0])).toEqual(['answer', 'candidate', 'media']);
  expect(transport.sent[2]).toEqual({ media: { audio: true, video: true } });
});

test('a camera that is switched off stops, and comes back without a negotiation', async () => {
  const { media, peer, transport, stop } = await inCall();
  const sender = peer().transceivers[1]!.sender;
  await media.setCamera(false);
  await settle(50);
  expect(sender.track).toBeNull();
  expect(transport.sent.at(-1)).toEqual({ media: { audio: true, video: false } });
  await media.setCamera(true);
  await settle(50);
  expect(sender.track).toBe(media.video);
  expect(transport.sent.at(-1)).toEqual({ media: { audio: true, video: true } });
  stop();
});

test('the refusal of the door is the state', async () => {
  const { call, transport, state } = await setUp();
  const problem = { is: 'tooEarly', opensAt: '2026-03-02T09:50:00Z', serverTime: '2026-03-02T09:00:00Z' } as const;
  transport.answerJoin = () => Promise.resolve({ is: 'refused', problem });
  await call.join();
  expect(state()).toEqual({ at: 'refused', problem });
});

test('a door that cannot be reached is tried three times', async () => {
  const { call, transport, state } = await setUp();
  transport.answerJoin = () => Promise.reject(new TypeError('network'));
  void call.join();
  await settle(5_000);
  expect(transport.joins).toBe(3);
  expect(state()).toEqual({ at: 'refused', problem: { is: 'unreachable' } });
});

test('leaving while the door opens leaves on the server as well', async () => {
  const { call, transport, state } = await setUp();
  let open = () => {};
  transport.answerJoin = () =>
    new Promise((resolve) => {
      open = () => resolve({ is: 'joined', session: { id: 's', resumeToken: 't', iceServers: [] } });
    });
  void call.join();
  await call.leave();
  open();
  await settle();
  expect(state()).toEqual({ at: 'ended', reason: 'LEFT' });
  expect(transport.left).toEqual(['s']);
  expect(transport.streams).toHaveLength(0);
});

test('inside alone until somebody comes', async () => {
  const { call, transport, peer, state } = await setUp();
  await call.join();
  transport.say(offer());
  await settle();
  peer().become('connected');
  expect(state()).toEqual({ at: 'alone', hasLeft: false });
  transport.say({ __typename: 'ParticipantJoined', participant: doctor });
  await settle();
  expect(state()).toEqual({ at: 'live' });
});

test('the other side away is awaited; one who left is not', async () => {
  const { transport, state, stop } = await inCall();
  transport.say({ __typename: 'ParticipantChanged', participant: { ...doctor, away: true } });
  await settle();
  expect(state().at).toBe('otherOffline');
  transport.say({ __typename: 'ParticipantChanged', participant: doctor, video: false });
  await settle();
  expect(state().at).toBe('live');
  transport.say({ __typename: 'ParticipantLeft', participantId: 'd', reason: 'LEFT' });
  await settle();
  expect(state()).toEqual({ at: 'alone', hasLeft: true });
  stop();
});

test('silence is noticed, a restart asked for, and the return of packets seen', async () => {
  const { flow, transport, state, stop } = await inCall();
  await settle(3_000);
  flow.isOn = false;
  await settle(3_000);
  expect(state().at).toBe('meOffline');
  expect(transport.sent.filter((signal) => 'iceRestart' in signal)).toHaveLength(1);
  flow.isOn = true;
  await settle(600);
  expect(state().at).toBe('live');
  stop();
});

test('restarts that bring nothing end in joining anew', async () => {
  const { flow, transport, peers, state, stop } = await inCall();
  await settle(2_000);
  flow.isOn = false;
  await settle(3_000 + 3 * 4_000 + 100);
  expect(transport.joins).toBe(2);
  expect(peers).toHaveLength(2);
  expect(peers[0]!.isClosed).toBe(true);
  expect(state().at).toBe('meOffline');
  stop();
});

test('after a minute without a network the call is lost, and found again with the network', async () => {
  const { flow, transport, state, media, stop } = await inCall();
  await settle(2_000);
  flow.isOn = false;
  transport.answerJoin = () => Promise.reject(new TypeError('network'));
  await settle(64_000);
  expect(state()).toEqual({ at: 'ended', reason: 'LOST' });
  expect(media.video?.readyState).toBe('live');
  transport.answerJoin = () => Promise.resolve({ is: 'joined', session: { id: 'again', resumeToken: 't', iceServers: [] } });
  window.dispatchEvent(new Event('online'));
  await settle(300);
  expect(state().at).toBe('connecting');
  stop();
});

test('a leg that never connects is restarted, then joined anew', async () => {
  const { call, transport, state } = await setUp();
  await call.join();
  transport.say(offer());
  await settle(15_100);
  expect(state().at).toBe('meOffline');
  expect(transport.sent.some((signal) => 'iceRestart' in signal)).toBe(true);
  await settle(12_100);
  expect(transport.joins).toBe(2);
});

test('Resync and a gone session join anew with a clean peer', async () => {
  const { transport, peers, state, stop } = await inCall();
  transport.say({ __typename: 'Resync', reason: 'ring' });
  await settle();
  expect([transport.joins, peers.length, state().at]).toEqual([2, 2, 'meOffline']);
  transport.say(offer());
  transport.say({ __typename: 'ParticipantJoined', participant: doctor });
  await settle();
  peers[1]!.become('connected');
  expect(state().at).toBe('live');
  transport.answerSend = () => Promise.resolve({ is: 'gone' });
  window.dispatchEvent(new Event('online'));
  await settle();
  expect(transport.joins).toBe(3);
  stop();
});

test('an ended visit frees the camera and says why', async () => {
  const { transport, state, devices, peer, stop } = await inCall();
  transport.say({ __typename: 'VisitEnded', reason: 'CALL_ENDED' });
  await settle();
  expect(state()).toEqual({ at: 'ended', reason: 'CALL_ENDED' });
  expect(devices.tracks.every((track) => track.readyState === 'ended')).toBe(true);
  expect(peer().isClosed).toBe(true);
  stop();
});

test('a server that stops is joined again by itself', async () => {
  const { transport, stop } = await inCall();
  transport.say({ __typename: 'VisitEnded', reason: 'SERVER_STOPPING' });
  await settle();
  expect(transport.joins).toBe(2);
  stop();
});

test('the next offer is answered with its own number, an older one not at all', async () => {
  const { transport, stop } = await inCall();
  transport.say(offer(2));
  transport.say(offer(1));
  await settle();
  const answers = transport.sent.filter((signal) => 'answer' in signal);
  expect(answers.map((signal) => 'answer' in signal && signal.answer.negotiation)).toEqual([1, 2]);
  stop();
});

test('a stream that lags behind the server is re-opened behind the last signal', async () => {
  const { call, transport } = await setUp();
  transport.answerSend = () => Promise.resolve({ is: 'ack', ack: 1, serverSeq: 9 });
  await call.join();
  transport.say(offer());
  await settle(1_600);
  expect(transport.streams).toHaveLength(2);
  expect(transport.streams[0]!.isOpen).toBe(false);
  expect(transport.streams[1]!.stream.afterSeq()).toBe(1);
});

test('a server that throws us out at once is not hammered', async () => {
  const { call, transport, state } = await setUp();
  const open = transport.open.bind(transport);
  transport.open = (session, stream) => {
    setTimeout(() => stream.onEnd());
    return open(session, stream);
  };
  await call.join();
  await settle(60_000);
  expect(transport.joins).toBeLessThan(10);
  expect(state()).toEqual({ at: 'ended', reason: 'LOST' });
});

test('close stops every track and may be joined again', async () => {
  const { call, devices, state, stop } = await inCall();
  call.close();
  expect(state()).toEqual({ at: 'idle' });
  expect(devices.tracks.every((track) => track.readyState === 'ended')).toBe(true);
  await call.join();
  await settle(300);
  expect(state().at).toBe('connecting');
  stop();
});

const SHARE_OFFER = `${OFFER}m=video 9\r\na=mid:4\r\na=recvonly\r\n`;

test('a shared screen is a further picture, in the section that the next offer names', async () => {
  const { call, devices, media, transport, peer, stop } = await inCall();
  const screen = new FakeTrack('video');
  Object.assign(devices, { getDisplayMedia: async () => new FakeStream([screen]) });
  await media.share();
  await settle();
  expect(transport.sent.at(-1)).toEqual({ share: true });
  transport.say({ __typename: 'SdpOffer', negotiation: 2, sdp: SHARE_OFFER, screenMid: '4' });
  await settle();
  const [, camera, , , shared] = peer().transceivers;
  expect([camera!.sender.track, shared!.sender.track]).toEqual([call.media.video, screen]);
  expect([shared!.direction, screen.contentHint]).toEqual(['sendonly', 'detail']);
  screen.dispatchEvent(new Event('ended')); // the browser's own bar
  await settle();
  expect(transport.sent.at(-1)).toEqual({ share: false });
  expect(shared!.sender.track).toBeNull();
  stop();
});

test('a screen that the server refuses is not shared, and the rest of the batch is not lost', async () => {
  const { call, devices, media, transport, stop } = await inCall();
  const screen = new FakeTrack('video');
  Object.assign(devices, { getDisplayMedia: async () => new FakeStream([screen]) });
  const answer = transport.answerSend;
  transport.answerSend = () => Promise.resolve(transport.sent.some((signal) => 'share' in signal) ? { is: 'ignored' } : { is: 'ack', ack: 0, serverSeq: 0 });
  await media.share();
  await settle();
  transport.answerSend = answer;
  expect(call.getSnapshot().isShareRefused).toBe(true);
  expect([screen.readyState, media.getSnapshot().screen]).toEqual(['ended', null]);
  stop();
});

test('shows the screen of somebody else beside their camera, and who speaks', async () => {
  const { call, transport, stop } = await inCall();
  transport.say({ __typename: 'SdpOffer', negotiation: 2, sdp: `${OFFER}m=video 9\r\na=mid:5\r\na=sendonly\r\n` });
  transport.say({
    __typename: 'TrackMap',
    tracks: [
      { mid: '3', participantId: 'd', kind: 'VIDEO', source: 'CAMERA' },
      { mid: '5', participantId: 'd', kind: 'VIDEO', source: 'SCREEN' },
    ],
  });
  transport.say({ __typename: 'ActiveSpeaker', participantId: 'd' });
  await settle();
  const { remotes, speaker } = call.getSnapshot();
  expect([remotes[0]!.stream.getTracks().length, remotes[0]!.screen?.getTracks().length, speaker]).toEqual([1, 1, 'd']);
  transport.say({ __typename: 'TrackMap', tracks: [] });
  await settle();
  expect(call.getSnapshot().remotes[0]!.screen).toBeNull();
  stop();
});

test('each offer brings relays with fresh credentials; the rest of the configuration stays', async () => {
  const { call, transport, peer } = await setUp();
  await call.join();
  transport.say(offer(1));
  await settle();
  expect(peer().configurations).toEqual([]);
  transport.say(offer(2, [{ urls: ['turn:relay.example'], username: 'later', credential: 'secret' }]));
  await settle();
  expect(peer().configurations).toEqual([
    { bundlePolicy: 'max-bundle', iceServers: [{ urls: ['turn:relay.example'], username: 'later', credential: 'secret' }] },
  ]);
});

test('tells how high pictures are shown, once for each height, and none when they are not wanted', async () => {
  const { call, transport, stop } = await inCall();
  const views = () => transport.sent.flatMap((signal) => ('view' in signal ? [`${signal.view.mid} ${signal.view.height}`] : []));
  call.show('d', 360);
  call.show('d', 365); // not worth a word
  call.show('d', 720);
  await settle(100);
  expect(views()).toEqual(['3 360', '3 720']);
  void call.setVoiceOnly(true);
  await settle(100);
  expect(views().at(-1)).toBe('3 0');
  expect([call.getSnapshot().isVoiceOnly, call.media.video]).toEqual([true, null]);
  void call.setVoiceOnly(false);
  await settle(100);
  expect(views().at(-1)).toBe('3 720');
  expect(call.media.video).not.toBeNull();
  stop();
});

test('stops its picture while its own link carries none, and says what the others’ links carry', async () => {
  const { call, transport, peer, stop } = await inCall();
  const active = () => peer().transceivers[1]!.sender.parameters.encodings.map(({ active: is }) => is);
  transport.say({ __typename: 'PictureWanted', source: 'CAMERA', shownHeight: 720 });
  await settle();
  expect(active()).toEqual([true, true, true]);
  transport.say({ __typename: 'LinkModeChanged', participantId: 'me', sends: 'AUDIO', receives: 'VIDEO' });
  transport.say({ __typename: 'LinkModeChanged', participantId: 'd', sends: 'VIDEO', receives: 'LOW_VIDEO' });
  await settle();
  expect(active()).toEqual([false, false, false]);
  expect(call.getSnapshot()).toMatchObject({ carries: { sends: 'AUDIO' }, remotes: [{ carries: { receives: 'LOW_VIDEO' } }] });
  transport.say({ __typename: 'LinkModeChanged', participantId: 'me', sends: 'LOW_VIDEO', receives: 'VIDEO' });
  await settle();
  expect(active()).toEqual([true, true, true]);
  stop();
});

test('tells the server whether pictures move, and keeps its word about connections', async () => {
  const { call, transport, peer, stop } = await inCall();
  let frozen = 0;
  peer().getStats = async () =>
    new Map([['v', { type: 'inbound-rtp', packetsReceived: (peer().packets += 10), freezeCount: frozen, totalFreezesDuration: frozen * 0.5 }]]);
  await settle(6_000);
  frozen = 2;
  await settle(6_000);
  const reports = transport.sent.filter((signal) => 'received' in signal);
  expect(reports.at(-1)).toEqual({ received: { freezes: 2, frozenMs: 1000 } });
  transport.say({ __typename: 'LinkChanged', participantId: 'd', quality: 'WEAK' });
  await settle();
  expect(call.getSnapshot().links.get('d')).toBe('WEAK');
  stop();
});
