import {
  IconCameraRotate, IconClock, IconHeadphones, IconMessage, IconMicrophone, IconMicrophoneOff, IconPhone, IconPhoneOff, IconScreenShare,
  IconScreenShareOff, IconUsersPlus, IconVideo, IconVideoOff, IconVolume, IconWifiOff, type Icon as TablerIcon,
} from '@tabler/icons-react';
import { useCallback, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { trackOf, type DeviceProblem, type LocalMediaState } from '../../rtc/LocalMedia';
import { isVoice, type CallState, type Remote } from '../../rtc/VisitCall';
import { useServerNow } from '../../shared/clock';
import { formatPhone, formatTime, fullName, type Named } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { announce } from '../../ui/announce';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonAnchor } from '../../ui/Button';
import { HelpSheet } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { Sheet } from '../../ui/Sheet';
import { CameraView } from '../device/CameraView';
import { PermissionHelp } from '../device/PermissionHelp';
import '../device/device.css';
import { lightOf } from './light';
import { People } from './People';
import './room.css';
import type { VisitCallHandle } from './useVisitCall';
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
export type CallStageProps = {
  call: VisitCallHandle;
  /** Whose screen this is; it words what is said about the other side. */
  self: 'patient' | 'doctor';
  /** The person on the other side. */
  other: Named & { id: string };
  /** A second line under the name, on wide stages. */
  subtitle?: string;
  endsAt: string;
  timeZone: string;
  /** Staff: smaller buttons. */
  compact?: boolean;
  chat?: { isOpen: boolean; unread: number; onToggle: () => void };
  /** Who else may be asked in; `waiting` counts those for whom something is to be done. */
  guests?: { isOpen: boolean; waiting: number; onToggle: () => void };
  /** What a guest may not send has no button. */
  rights?: { speak: boolean; share: boolean };
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
        <Plate call={call} self={self} other={other} remote={remote} quiet={quiet} showsPicture={showsPicture} />
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

type Side = { self: 'patient' | 'doctor' };

/** The link in words; its mark has a shape of its own for each. */
function LinkPill({ call: { state, link, links, carries, remotes }, self }: { call: VisitCallHandle } & Side) {
  const { t } = useTranslation('visit');
  const light = lightOf(links, remotes.map(({ participant }) => participant.id), link, carries.receives !== 'VIDEO' || carries.sends !== 'VIDEO');
  const weak = state.at === 'live' && (light.words === 'weakOwn' || light.words === 'weakOther') ? light.words : null;
  useEffect(() => {
    if (weak) announce(t(`link.${weak}.${self}`));
  }, [weak, self, t]);
  const [mark, words] = ((): [string, string] => {
    switch (state.at) {
      case 'live':
        return [light.mark, light.words === 'good' ? t('link.good') : t(`link.${light.words}.${self}`)];
      case 'meOffline':
        return ['r', t('link.none')];
      case 'otherOffline':
        return ['y', t(`link.away.${self}`)];
      case 'alone':
        return ['y', t(`link.alone.${self}`)];
      default:
        return ['y', t('link.connecting')];
    }
  })();
  return (
    <span className="pill">
      <span className={`lightg ${mark}`} />
      {words}
    </span>
  );
}

/** Does without pictures: for a dear or weak link, or for not being seen. */
function VoiceOnly({ call: { call, isVoiceOnly } }: { call: VisitCallHandle }) {
  const { t } = useTranslation('visit');
  return (
    <button type="button" className="pill room-help" aria-pressed={isVoiceOnly} onClick={() => void call.setVoiceOnly(!isVoiceOnly)}>
      <Icon of={isVoiceOnly ? IconVideo : IconHeadphones} size={18} />
      {t(isVoiceOnly ? 'link.picture' : 'link.voice')}
    </button>
  );
}

function TimeLeft({ endsAt }: { endsAt: string }) {
  const { t } = useTranslation('visit');
  const minutes = Math.ceil((Date.parse(endsAt) - useServerNow()) / 60_000);
  useEffect(() => {
    if (minutes === 2 || minutes === 1) announce(t('time.left', { count: minutes }));
  }, [minutes, t]);
  return (
    <span className="pill num">
      <Icon of={IconClock} size={18} />
      {minutes > 0 ? t('time.left', { count: minutes }) : t('time.over')}
    </span>
  );
}

function RoomHelp() {
  const { t } = useTranslation();
  const clinic = useClinic();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="pill room-help" aria-haspopup="dialog" aria-label={t('help')} onClick={() => setOpen(true)}>
        <Icon of={IconPhone} size={20} />
        <span className="only-wide num">{clinic && formatPhone(clinic.supportPhone)}</span>
      </button>
      <HelpSheet open={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

/** Why there is sound and no picture: the person's own wish, or a link, one's own or the other's. */
type Quiet = 'chosen' | 'mine' | 'theirs' | 'text';

function quietOf({ carries, isVoiceOnly }: VisitCallHandle, remote: Remote | undefined): Quiet | null {
  if (isVoiceOnly) return 'chosen';
  const modes = [carries.receives, carries.sends, remote?.carries.sends, remote?.carries.receives];
  if (modes.includes('TEXT')) return 'text';
  if (isVoice(carries.receives)) return 'mine';
  return remote && isVoice(remote.carries.sends) ? 'theirs' : null;
}

type PlateProps = { call: VisitCallHandle; other: Named & { id: string }; remote: Remote | undefined; quiet: Quiet | null; showsPicture: boolean } & Side;

/** Says in the middle of the stage why there is no picture. The controls stay. */
function Plate({ call: { state }, self, other, remote, quiet, showsPicture }: PlateProps) {
  const { t } = useTranslation('visit');
  switch (state.at) {
    case 'joining':
    case 'connecting':
      return (
        <OpenPlate other={other} title={t(`plate.connecting.${self}`)} text={t('plate.usually')}>
          <div className="bar endless" aria-hidden="true"><i /></div>
        </OpenPlate>
      );
    case 'alone':
      return <OpenPlate other={other} title={t(`plate.${state.hasLeft ? 'left' : 'alone'}.${self}`)} text={t(`plate.${state.hasLeft ? 'leftText' : 'aloneText'}.${self}`)} />;
    case 'otherOffline':
      return (
        <OpenPlate other={other} title={t(`plate.away.${self}`)} text={t(`plate.awayText.${self}`)}>
          <p className="soft num"><Waited since={state.since} /></p>
        </OpenPlate>
      );
    case 'meOffline':
      return <MeOffline since={state.since} until={state.until} self={self} />;
    case 'live':
      if (showsPicture) return null;
      if (quiet) return <OpenPlate other={other} title={t(`quiet.${quiet}`)} text={t(`quietText.${quiet}.${self}`)} />;
      if (remote?.video === false) {
        return (
          <div className="plate open">
            <span className="rings"><Avatar person={other} size="l" /></span>
            <h2>{t('plate.voice')}</h2>
            <p className="soft">{t(`plate.voiceText.${self}`)}</p>
          </div>
        );
      }
      return <OpenPlate other={other} title={t(`plate.connecting.${self}`)} text={t('plate.usually')} />;
    case 'idle':
    case 'refused':
    case 'ended':
      return null;
  }
}

function OpenPlate({ other, title, text, children }: { other: Named & { id: string }; title: string; text: string; children?: ReactNode }) {
  return (
    <div className="plate open">
      <Avatar person={other} size="l" />
      <h2>{title}</h2>
      <p className="soft">{text}</p>
      {children}
    </div>
  );
}

function MeOffline({ since, until, self }: { since: number; until: number } & Side) {
  const { t } = useTranslation('visit');
  const clinic = useClinic();
  const now = useSeconds();
  const count = Math.max(0, Math.ceil((until - now) / 1000));
  const percent = Math.min(100, ((now - since) / (until - since)) * 100);
  return (
    <div className="plate">
      <span className="disc"><Icon of={IconWifiOff} /></span>
      <h2>{t('plate.offline')}</h2>
      <p className="soft">{t(`plate.offlineText.${self}`)}</p>
      <div className="bar" role="progressbar" aria-label={t('plate.reconnecting')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(percent)}>
        <i style={{ width: `${percent}%` }} />
      </div>
      <p className="soft num">{t('plate.trying', { count })}</p>
      {clinic && (
        <ButtonAnchor className="ghost" block href={`tel:${clinic.supportPhone}`}>
          <Icon of={IconPhone} size={22} />
          {t('callClinic')}
        </ButtonAnchor>
      )}
    </div>
  );
}

function Waited({ since }: { since: number }) {
  const { t } = useTranslation('visit');
  return t('plate.waiting', { count: Math.max(1, Math.floor((useSeconds() - since) / 1000)) });
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

type ControlsProps = { call: VisitCallHandle; chat: CallStageProps['chat']; guests: CallStageProps['guests']; rights: CallStageProps['rights']; onLeave: () => void };

const everything = { speak: true, share: true };

function Controls({ call: { call, media, remotes, isShareRefused }, chat, guests, rights = everything, onLeave }: ControlsProps) {
  const { t } = useTranslation('visit');
  const [asked, setAsked] = useState<'camera' | 'microphone' | null>(null);
  const problem = problemOf(media, asked);
  const hasMicrophone = media.microphone.is === 'on';
  const hasCamera = media.camera.is === 'on';
  const canFlip = hasCamera && media.cameras.length > 1 && matchMedia('(pointer: coarse)').matches;
  const canShare = rights.share && !canFlip && 'getDisplayMedia' in (navigator.mediaDevices ?? {}) && !matchMedia('(pointer: coarse)').matches;

  const shares = remotes.some(({ screen }) => screen);
  useEffect(() => {
    if (isShareRefused) announce(t('controls.screenRefused'));
  }, [isShareRefused, t]);
  const turn = (kind: 'camera' | 'microphone', on: boolean) => {
    setAsked(kind);
    void (kind === 'camera' ? call.media.setCamera(on) : call.media.setMicrophone(on));
  };
  return (
    <>
      {media.screen && <p className="sharing">{t('self.screen')}</p>}
      {isShareRefused && <p className="sharing">{t('controls.screenRefused')}</p>}
      <div className="ctl" role="toolbar" aria-label={t('controls.label')}>
        {rights.speak && <Control
          icon={hasMicrophone ? IconMicrophone : IconMicrophoneOff}
          label={t(hasMicrophone ? 'controls.microphone' : 'controls.microphoneOff')}
          isOff={!hasMicrophone}
          isBusy={media.microphone.is === 'asking'}
          onClick={() => turn('microphone', !hasMicrophone)}
        />}
        {rights.speak && <Control
          icon={hasCamera ? IconVideo : IconVideoOff}
          label={t(hasCamera ? 'controls.camera' : 'controls.cameraOff')}
          isOff={!hasCamera}
          isBusy={media.camera.is === 'asking'}
          onClick={() => turn('camera', !hasCamera)}
        />}
        {chat && (
          <Control
            icon={IconMessage}
            label={t('controls.chat')}
            name={chat.unread > 0 ? t('controls.chatNew', { count: chat.unread }) : undefined}
            badge={chat.unread}
            isOpen={chat.isOpen}
            expanded={chat.isOpen}
            onClick={chat.onToggle}
          />
        )}
        {guests && (
          <Control
            icon={IconUsersPlus}
            label={t('controls.guests')}
            name={guests.waiting > 0 ? t('controls.guestsNew', { count: guests.waiting }) : undefined}
            badge={guests.waiting}
            expanded={guests.isOpen}
            onClick={guests.onToggle}
          />
        )}
        {canFlip && <Control icon={IconCameraRotate} label={t('controls.flip')} onClick={() => void call.media.flip()} />}
        {canShare && !shares && (
          <Control
            icon={media.screen ? IconScreenShareOff : IconScreenShare}
            label={t(media.screen ? 'controls.screenStop' : 'controls.screen')}
            isOpen={media.screen !== null}
            onClick={() => (media.screen ? call.media.stopSharing() : void call.media.share())}
          />
        )}
        <Control icon={IconPhoneOff} label={t('controls.leave')} isLeave onClick={onLeave} />
      </div>
      <Sheet open={problem !== null} onClose={() => setAsked(null)} title={problem ? t(`blocked.${asked ?? 'camera'}`) : ''}>
        {problem && <PermissionHelp problem={problem} />}
        <Button block onClick={() => asked && turn(asked, true)}>{t('blocked.retry')}</Button>
      </Sheet>
    </>
  );
}

/** What stands against the device that the person has just asked for. */
function problemOf(media: LocalMediaState, asked: 'camera' | 'microphone' | null): DeviceProblem | null {
  const source = asked && media[asked];
  return source?.is === 'failed' ? source.problem : null;
}

type ControlProps = {
  icon: TablerIcon;
  label: string;
  /** What a screen reader says, when it is more than the label. */
  name?: string | undefined;
  badge?: number;
  isOff?: boolean;
  isOpen?: boolean;
  isBusy?: boolean;
  isLeave?: boolean;
  expanded?: boolean;
  onClick: () => void;
};

function Control({ icon, label, name, badge = 0, isOff, isOpen, isBusy, isLeave, expanded, onClick }: ControlProps) {
  return (
    <button
      type="button"
      className={['ctl-one', isOff && 'off', isOpen && 'open', isLeave && 'leave'].filter(Boolean).join(' ')}
      aria-label={name ?? label}
      aria-busy={isBusy || undefined}
      aria-expanded={expanded}
      onClick={() => !isBusy && onClick()}
    >
      <span className="c">
        <Icon of={icon} />
        {badge > 0 && <span className="badge">{badge}</span>}
      </span>
      {label}
    </button>
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

const seconds = {
  subscribe: (listener: () => void) => {
    const timer = setInterval(listener, 500);
    return () => clearInterval(timer);
  },
  // The call measures silence by the device's own clock; nothing else does.
  get: () => Math.floor(Date.now() / 500) * 500,
};
function useSeconds(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.get);
}
