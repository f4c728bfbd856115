import { expect, test } from 'vitest';
import { loudness } from './LevelMeter';
import { receivingMids } from './sdp';
import { browserOf, support } from './support';

const scope = (change: object, agent = 'Chrome/140') =>
  ({
    isSecureContext: true,
    RTCPeerConnection: class {},
    RTCRtpSender: class {
      replaceTrack() {}
    },
    navigator: { userAgent: agent, mediaDevices: { getUserMedia() {} } },
    ...change,
  }) as unknown as typeof globalThis;

test('a browser with everything is supported', () => {
  expect(support(scope({}))).toEqual({ is: 'full' });
});

test.each([
  ['a page without https', scope({ isSecureContext: false }), 'insecure'],
  ['a browser without WebRTC', scope({ RTCPeerConnection: undefined }, 'MSIE 11'), 'old'],
  ['a window inside a messenger', scope({ navigator: { userAgent: 'iPhone Instagram' } }), 'inApp'],
  [
    'a browser without VP8',
    scope({ RTCRtpReceiver: { getCapabilities: () => ({ codecs: [{ mimeType: 'video/H264' }] }) } }),
    'old',
  ],
])('%s is not', (_, where, why) => {
  expect(support(where)).toEqual({ is: 'none', why });
});

test.each([
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'chrome', 'android'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'edge', 'windows'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 YaBrowser/25.8 Safari/537.36', 'yandex', 'windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1', 'safari', 'ios'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) CriOS/140.0 Mobile/15E148 Safari/604.1', 'chrome', 'ios'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 'safari', 'mac'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox', 'linux'],
])('%s', (agent, name, os) => {
  expect(browserOf(agent)).toEqual({ name, os });
});

test('an iPad that says it is a Mac has a touch screen', () => {
  expect(browserOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 5).os).toBe('ios');
});

test('finds the sections that the server wants to receive on', () => {
  const sdp = 'v=0\r\na=group:BUNDLE 0 1\r\nm=audio 9\r\na=mid:0\r\na=recvonly\r\nm=video 9\r\na=mid:1\r\na=sendonly\r\n';
  expect([...receivingMids(sdp)]).toEqual(['0']);
});

test('silence is 0, a voice is in the middle, a shout is 1', () => {
  expect(loudness(new Float32Array(64))).toBe(0);
  expect(loudness(new Float32Array(64).fill(0.02))).toBeCloseTo(0.52, 1);
  expect(loudness(new Float32Array(64).fill(0.9))).toBe(1);
});
