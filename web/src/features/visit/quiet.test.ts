import { expect, test } from 'vitest';
import { ALL, type Remote } from '../../rtc/callState';
import type { Carries, LinkMode } from '../../rtc/signals';
import { quietOf } from './quiet';

const carries = (sends: LinkMode, receives: LinkMode): Carries => ({ sends, receives });

test.each<[string, Carries, Carries, boolean, ReturnType<typeof quietOf>]>([
  ['all is well', ALL, ALL, false, null],
  ['a small picture is one', carries('LOW_VIDEO', 'LOW_VIDEO'), ALL, false, null],
  ['the own wish comes first', carries('TEXT', 'TEXT'), ALL, true, 'chosen'],
  ['text, whoever’s link it is', ALL, carries('TEXT', 'VIDEO'), false, 'text'],
  ['the own link before the other’s', carries('VIDEO', 'AUDIO'), carries('AUDIO', 'VIDEO'), false, 'mine'],
  ['the other’s link', ALL, carries('AUDIO', 'VIDEO'), false, 'theirs'],
  ['what the other does not get takes nothing from here', ALL, carries('VIDEO', 'AUDIO'), false, null],
])('%s', (_, own, theirs, isVoiceOnly, want) => {
  expect(quietOf({ carries: own, isVoiceOnly }, { carries: theirs } as Remote)).toBe(want);
});
