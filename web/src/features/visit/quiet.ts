import { isVoice, type CallSnapshot, type Remote } from '../../rtc/callState';

/** Why there is sound and no picture: the person's own wish, or a link, one's own or the other's. */
export type Quiet = 'chosen' | 'mine' | 'theirs' | 'text';

export function quietOf({ carries, isVoiceOnly }: Pick<CallSnapshot, 'carries' | 'isVoiceOnly'>, remote: Remote | undefined): Quiet | null {
  if (isVoiceOnly) return 'chosen';
  const modes = [carries.receives, carries.sends, remote?.carries.sends, remote?.carries.receives];
  if (modes.includes('TEXT')) return 'text';
  if (isVoice(carries.receives)) return 'mine';
  return remote && isVoice(remote.carries.sends) ? 'theirs' : null;
}
