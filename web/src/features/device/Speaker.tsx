import { IconVolume } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { playTone } from './tone';

type SpeakerProps = { answer: boolean | null; isAskedFor: boolean; onAnswer: (heard: boolean) => void; ref: React.Ref<HTMLButtonElement> };

export function Speaker({ answer, isAskedFor, onAnswer, ref }: SpeakerProps) {
  const { t } = useTranslation('device');
  const [step, setStep] = useState<'silent' | 'playing' | 'played'>('silent');
  const question = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the answers would be under the dock.
    if (step !== 'silent') question.current?.scrollIntoView({ block: 'nearest' });
  }, [step]);
  const play = async () => {
    setStep('playing');
    await playTone().catch(() => undefined);
    setStep('played');
  };
  return (
    <section className="card stack" style={{ gap: 12 }}>
      <div className="line between">
        <b>{t('speaker.title')}</b>
        <span className="small m" role="status">{answer === null ? '' : t(answer ? 'speaker.works' : 'speaker.fails')}</span>
      </div>
      {isAskedFor && answer === null && <p className="small m">{t('speaker.missing')}</p>}
      <Button variant="soft" block busy={step === 'playing'} onClick={() => void play()} ref={ref}>
        {step !== 'playing' && <Icon of={IconVolume} />}
        {t(step === 'playing' ? 'speaker.playing' : step === 'played' ? 'speaker.again' : 'speaker.play')}
      </Button>
      {step !== 'silent' && (
        <div role="group" aria-label={t('speaker.question')} className="stack speaker-question" style={{ gap: 10 }} ref={question}>
          <p>{t('speaker.question')}</p>
          <div className="answers">
            <Button variant={answer === true ? 'soft' : 'line2'} aria-pressed={answer === true} onClick={() => onAnswer(true)}>{t('speaker.yes')}</Button>
            <Button variant={answer === false ? 'soft' : 'line2'} aria-pressed={answer === false} onClick={() => onAnswer(false)}>{t('speaker.no')}</Button>
          </div>
        </div>
      )}
      {answer === false && (
        <ul className="m bul small">
          <li>{t('speaker.louder')}</li>
          <li>{t('speaker.headphones')}</li>
          <li>{t('speaker.silentMode')}</li>
        </ul>
      )}
    </section>
  );
}
