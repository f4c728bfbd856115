import { IconMicrophoneOff, IconVideoOff, IconVolume } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isVoice, type CallState } from '../../rtc/callState';
import { trackOf, type LocalMediaState } from '../../rtc/LocalMedia';
import { formatTime, fullName, type Named } from '../../shared/format';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Sheet } from '../../ui/Sheet';
import { CameraView } from '../device/CameraView';
import '../device/device.css';
import { Controls, type ControlsProps } from './Controls';
import { People } from './People';
import { Plate, type Side } from './Plate';
import { quietOf, type Quiet } from './quiet';
import './room.css';
import { LinkPill, RoomHelp, TimeLeft, VoiceOnly } from './RoomPills';
import { useWakeLock } from './useWakeLock';

/*
 * For a page that shows a call beside something else (the doctor's):
 *
 *   const call = useVisitCall(appointmentId);           // joins nothing by itself
 *   call.call.media.open();                             // own preview, asks for permission
 *   call.call.join();                                   // on the press of a button
 *   switch (call.state.at) { case 'refused': … case 'ended': … }
 *   <CallStage call={call} self="doctor" other={patient} endsAt={…} timeZone={…} compact />
 *
 * The stage fills its parent, which needs a height. It asks before it leaves
 * (`onLeft` follows). `chat` adds the button of a chat that the page shows itself;
 * `useUnread(visitId)` of features/chat counts for the badge.
 */
export type CallStageProps = Omit<ControlsProps, 'onLeave'> & Side & {
  /** The person on the other side. */
  other: Named & { id: string };
  /** A second line under the name, on wide stages. */
  subtitle?: string;
  endsAt: string;
  timeZone: string;
  /** Staff: smaller buttons. */
  compact?: boolean;
  /** After the person has left the call. */
  onLeft?: () => void;
};

export function CallStage({ call, self, other, subtitle, endsAt, timeZone, compact, chat, guests, rights, onLeft }: CallStageProps) {
  const { t } = useTranslation('visit');
  const [isLeaving, setLeaving] = useState(false);
  const [hasPicture, setPicture] = useState(false);
  const [isMutedByBrowser, setMutedByBrowser] = useState(false);
  const { state, remotes } = call;
  const remote = remotes.find(({ participant }) => !participant.away) ?? remotes[0];
  const isLive = state.at === 'live';
  const isMany = remotes.length > 1 || remotes.some(({ screen }) => screen);
  const quiet = quietOf(call, remote);
  const showsPicture = isLive && (isMany || (hasPicture && remote?.video !== false && quiet === null));
  const { microphone } = call.media;
  const isMute = rights?.speak !== false && microphone.is !== 'on' && microphone.is !== 'asking';
  useWakeLock(state.at !== 'ended');
  useAnnouncements(state, self, isLive ? quiet : null);
  const { call: visitCall } = call;
  const onView = useCallback((id: string, height: number) => visitCall.show(id, height), [visitCall]);

  const leave = () => {
    setLeaving(false);
    void call.call.leave();
    onLeft?.();
  };
  return (
    <section className={compact ? 'room compact' : 'room'} aria-label={t('room.label')}>
      {remotes.length > 0 && <People remotes={remotes} speaker={call.speaker} onView={onView} onPicture={setPicture} onMuted={setMutedByBrowser} />}
      <div className="shade-t" />
      <div className="shade-b" />
      {!showsPicture && <div className={isLive ? 'veil dim' : 'veil'} />}
      <header className="room-top">
        <div className="names">
          <h1 className="who">{fullName(other)}</h1>
          {subtitle && <p className="soft only-wide">{subtitle}</p>}
        </div>
        {self === 'patient' && <RoomHelp />}
        <div className="line pills">
          <LinkPill call={call} self={self} />
          {isLive && !isMany && remote?.audio === false && (
            <span className="pill">
              <Icon of={IconMicrophoneOff} size={18} />
              {t(`people.muted.${self}`)}
            </span>
          )}
          {isLive && remote && isVoice(remote.carries.receives) && (
            <span className="pill">
              <Icon of={IconVideoOff} size={18} />
              {t(`link.${remote.carries.receives === 'TEXT' ? 'hardly' : 'heard'}.${self}`)}
            </span>
          )}
          <TimeLeft endsAt={endsAt} />
          {isLive && <VoiceOnly call={call} />}
        </div>
      </header>
      <div className="room-middle">
        <Plate call={call} self={self} other={other} remote={remote} quiet={quiet} showsPicture={showsPicture} isMute={isMute} />
        {isMutedByBrowser && isLive && (
          <Button className="light" onClick={() => setMutedByBrowser(false)}>
            <Icon of={IconVolume} />
            {t('room.unmute')}
          </Button>
        )}
      </div>
      {state.at !== 'meOffline' && <Self media={call.media} />}
      <Controls call={call} chat={chat} guests={guests} rights={rights} onLeave={() => setLeaving(true)} />
      <Sheet open={isLeaving} onClose={() => setLeaving(false)} title={t('leave.title')}>
        <p className="m">{t(`leave.text.${self}`, { time: formatTime(endsAt, timeZone) })}</p>
        <Button block onClick={() => setLeaving(false)}>{t('leave.stay')}</Button>
        <Button variant="danger-plain" block onClick={leave}>{t('leave.go')}</Button>
      </Sheet>
    </section>
  );
}

/** One's own small picture, in the flow above the controls: it cannot cover them. */
function Self({ media }: { media: LocalMediaState }) {
  const { t } = useTranslation('visit');
  const track = trackOf(media.camera);
  return (
    <div className="self-row">
      {track && (
        <div className="self">
          <CameraView track={track} mirrored={media.facing === 'user'} label={t('self.camera')} />
        </div>
      )}
    </div>
  );
}

/** Changes of the call are said aloud; the focus stays where it is. */
function useAnnouncements(state: CallState, self: Side['self'], quiet: Quiet | null) {
  const { t } = useTranslation('visit');
  const { at } = state;
  useEffect(() => {
    switch (at) {
      case 'live':
        return announce(t(`say.live.${self}`));
      case 'meOffline':
        return announce(t('plate.offline'));
      case 'otherOffline':
        return announce(t(`plate.away.${self}`));
      case 'alone':
        return announce(t(`plate.alone.${self}`));
      default:
        return undefined;
    }
  }, [at, self, t]);
  useEffect(() => {
    if (quiet && quiet !== 'chosen') announce(t(`quiet.${quiet}`));
  }, [quiet, t]);
}
