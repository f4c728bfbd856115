import { IconClock, IconHeadphones, IconPhone, IconVideo } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../shared/clock';
import { formatPhone } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { announce } from '../../ui/announce';
import { HelpSheet } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { lightOf } from './light';
import type { Side } from './Plate';
import type { VisitCallHandle } from './useVisitCall';

/** The link in words; its mark has a shape of its own for each. */
export function LinkPill({ call: { state, link, links, carries, remotes }, self }: { call: VisitCallHandle } & Side) {
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
export function VoiceOnly({ call: { call, isVoiceOnly } }: { call: VisitCallHandle }) {
  const { t } = useTranslation('visit');
  return (
    <button type="button" className="pill room-help" aria-pressed={isVoiceOnly} onClick={() => void call.setVoiceOnly(!isVoiceOnly)}>
      <Icon of={isVoiceOnly ? IconVideo : IconHeadphones} size={18} />
      {t(isVoiceOnly ? 'link.picture' : 'link.voice')}
    </button>
  );
}

export function TimeLeft({ endsAt }: { endsAt: string }) {
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

export function RoomHelp() {
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
