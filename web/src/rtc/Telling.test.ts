import { beforeEach, expect, test, vi } from 'vitest';
import type { OutgoingSignal, TrackMapping } from './signals';
import type { StatsReading } from './stats';
import { Telling } from './Telling';
import { Views } from './Views';

let sent: OutgoingSignal[];
let refuse: () => void;
let telling: Telling;
beforeEach(() => {
  sent = [];
  telling = new Telling({
    batch: (signal) => void sent.push(signal),
    ask: (signal, onRefused) => {
      sent.push(signal);
      refuse = onRefused;
    },
  });
});

test('what is switched on is told once', () => {
  for (const video of [true, true, false]) telling.media({ audio: true, video });
  expect(sent).toEqual([{ media: { audio: true, video: true } }, { media: { audio: true, video: false } }]);
});

test('a refused screen is told, one that was given back meanwhile is not', () => {
  const [onAsked, onRefused] = [vi.fn(), vi.fn()];
  telling.screen(false, onAsked, onRefused);
  expect(sent).toEqual([]);
  telling.screen(true, onAsked, onRefused);
  refuse();
  expect([onAsked.mock.calls.length, onRefused.mock.calls.length]).toEqual([1, 1]);
  telling.screen(true, onAsked, onRefused);
  const late = refuse;
  telling.screen(false, onAsked, onRefused);
  late();
  expect(onRefused).toHaveBeenCalledOnce();
  expect(sent).toEqual([{ share: true }, { share: true }, { share: false }]);
});

const camera: TrackMapping = { mid: '3', participantId: 'd', kind: 'VIDEO', source: 'CAMERA' };
const screen: TrackMapping = { mid: '5', participantId: 'd', kind: 'VIDEO', source: 'SCREEN' };
const voice: TrackMapping = { mid: '2', participantId: 'd', kind: 'AUDIO', source: 'MICROPHONE' };

test('a shared screen is wanted whole, a camera as high as it is shown, and neither by who wants only voices', () => {
  const views = new Views();
  const tell = () => telling.views([camera, screen, voice], (track) => views.heightOf(track));
  tell();
  expect(sent).toEqual([]); // unknown is whole, which the server expects
  expect([views.show('d', 360), views.show('d', 365)]).toEqual([true, false]);
  tell();
  expect(sent).toEqual([{ view: { mid: '3', height: 360 } }]);
  views.isVoiceOnly = true;
  tell();
  expect(sent.slice(1)).toEqual([{ view: { mid: '3', height: 0 } }, { view: { mid: '5', height: 0 } }]);
});

test('frozen pictures are told as what was added, every five seconds', () => {
  vi.useFakeTimers();
  for (const freezes of [3, 4, 5]) {
    telling.freezes({ freezes, frozenMs: freezes * 100 } as StatsReading);
    vi.advanceTimersByTime(2_500);
  }
  vi.useRealTimers();
  expect(sent).toEqual([{ received: { freezes: 2, frozenMs: 200 } }]);
});
