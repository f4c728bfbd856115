import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeDevices, FakeStream } from './fakes';
import { problemOf } from './deviceProblem';
import { LocalMedia } from './LocalMedia';

beforeEach(() => vi.stubGlobal('MediaStream', FakeStream));
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const error = (name: string, message = '') => Object.assign(new Error(message), { name });

function setUp(refuse?: FakeDevices['refuse']) {
  const devices = new FakeDevices();
  if (refuse) devices.refuse = refuse;
  return { devices, media: new LocalMedia(devices as unknown as MediaDevices) };
}

test('asks once for both', async () => {
  const { devices, media } = setUp();
  await media.open();
  expect(devices.asked).toHaveLength(1);
  expect([media.getSnapshot().camera.is, media.getSnapshot().microphone.is]).toEqual(['on', 'on']);
  await media.open();
  expect(devices.asked).toHaveLength(1);
});

test('works with only a microphone', async () => {
  const { media } = setUp(({ video }) => (video ? error('NotFoundError') : undefined));
  await media.open();
  expect(media.getSnapshot().microphone.is).toBe('on');
  expect(media.getSnapshot().camera).toEqual({ is: 'failed', problem: 'missing' });
});

test('a refused permission is not asked for twice', async () => {
  const { devices, media } = setUp(() => error('NotAllowedError', 'Permission denied'));
  await media.open();
  expect(devices.asked).toHaveLength(1);
  expect(media.getSnapshot().camera).toEqual({ is: 'failed', problem: 'blocked' });
  expect(media.getSnapshot().microphone).toEqual({ is: 'failed', problem: 'blocked' });
});

test('tries again without wishes when they cannot be met', async () => {
  const { devices, media } = setUp(({ video }) => (typeof video === 'object' ? error('OverconstrainedError') : undefined));
  await media.open();
  expect(devices.asked.at(-1)).toEqual({ audio: true, video: true });
  expect(media.getSnapshot().camera.is).toBe('on');
});

test('flips to the back camera and stops the front one first', async () => {
  const { devices, media } = setUp();
  await media.open();
  const front = devices.tracks.find(({ kind }) => kind === 'video')!;
  devices.before = () => expect(front.readyState).toBe('ended');
  await media.flip();
  expect(media.getSnapshot().facing).toBe('environment');
  await media.flip();
  expect(media.getSnapshot().facing).toBe('user');
});

test('takes the next camera where cameras do not know which way they look', async () => {
  const { devices, media } = setUp(({ video }) => {
    const facing = typeof video === 'object' ? video.facingMode : undefined;
    return typeof facing === 'object' ? error('OverconstrainedError') : undefined;
  });
  await media.open();
  await media.flip();
  expect(devices.asked.at(-1)!.video).toMatchObject({ deviceId: { exact: 'camera-environment' } });
});

test('mutes without letting the microphone go', async () => {
  const { media } = setUp();
  await media.open();
  await media.setMicrophone(false);
  expect(media.getSnapshot().microphone.is).toBe('muted');
  expect(media.audio!.enabled).toBe(false);
  await media.setMicrophone(true);
  expect(media.getSnapshot().microphone.is).toBe('on');
});

test('what was plugged in is tried by itself', async () => {
  let isThere = false;
  const { devices, media } = setUp(({ video }) => (video && !isThere ? error('NotFoundError') : undefined));
  await media.open();
  isThere = true;
  devices.dispatchEvent(new Event('devicechange'));
  await vi.waitFor(() => expect(media.getSnapshot().camera.is).toBe('on'));
});

test('an unplugged microphone is replaced by what is left', async () => {
  const { devices, media } = setUp();
  await media.open();
  devices.tracks.find(({ kind }) => kind === 'audio')!.dispatchEvent(new Event('ended'));
  await vi.waitFor(() => expect(media.getSnapshot().microphone.is).toBe('on'));
  expect(devices.asked).toHaveLength(2);
});

test('an answer that comes after close is thrown away', async () => {
  const { devices, media } = setUp();
  const opening = media.open();
  media.close();
  await opening;
  expect(devices.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
  expect(media.getSnapshot().camera.is).toBe('off');
});

test('without media devices says so', async () => {
  const media = new LocalMedia(undefined);
  await media.open();
  expect(media.getSnapshot().camera).toEqual({ is: 'failed', problem: 'unsupported' });
});

test.each([
  ['NotAllowedError', 'Permission denied', 'blocked'],
  ['NotAllowedError', 'Permission denied by system', 'blockedBySystem'],
  ['NotAllowedError', 'Permission dismissed', 'dismissed'],
  ['NotFoundError', '', 'missing'],
  ['NotReadableError', '', 'busy'],
  ['TrackStartError', '', 'busy'],
  ['OverconstrainedError', '', 'missing'],
  ['SomethingElse', '', 'failed'],
])('%s %s is %s', (name, message, problem) => {
  expect(problemOf(error(name, message))).toBe(problem);
});
