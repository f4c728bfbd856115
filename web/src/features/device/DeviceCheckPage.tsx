import { IconVideoOff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceProblem } from '../../rtc/deviceProblem';
import { LocalMedia, type LocalMediaState } from '../../rtc/LocalMedia';
import { support } from '../../rtc/support';
import { Button } from '../../ui/Button';
import { PhoneLink } from '../../ui/Help';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';
import { Checking } from './Checking';
import './device.css';
import { PermissionHelp } from './PermissionHelp';
import { Unsupported } from './Unsupported';
import { Verdict, type Result } from './Verdict';

type Screen = { at: 'checking' } | { at: 'blocked'; problem: DeviceProblem } | { at: 'verdict'; result: Result };

export default function DeviceCheckPage() {
  const [supported] = useState(() => support());
  return supported.is === 'none' ? <Unsupported why={supported.why} /> : <DeviceCheck />;
}

function DeviceCheck() {
  const { id } = useParams({ strict: false }) as { id: string };
  const [media] = useState(() => new LocalMedia());
  const state = useSyncExternalStore(media.subscribe, media.getSnapshot);
  const [result, setResult] = useState<Result | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    void media.open();
    return () => media.close();
  }, [media]);

  const finish = (found: Result) => {
    media.close();
    setResult(found);
  };
  const again = () => {
    media.close();
    setResult(null);
    setRound((count) => count + 1);
    void media.open();
  };

  const screen = screenOf(state, result);
  switch (screen.at) {
    case 'blocked':
      return <Blocked problem={screen.problem} onRetry={again} onSkip={() => finish({ camera: false, microphone: false, speaker: null, link: null })} />;
    case 'checking':
      return <Checking key={round} appointmentId={id} media={media} state={state} onDone={finish} />;
    case 'verdict':
      return <Verdict appointmentId={id} result={screen.result} onAgain={again} />;
  }
}

function screenOf({ camera, microphone }: LocalMediaState, result: Result | null): Screen {
  if (result) return { at: 'verdict', result };
  if (camera.is === 'failed' && microphone.is === 'failed') return { at: 'blocked', problem: microphone.problem };
  return { at: 'checking' };
}

function Blocked({ problem, onRetry, onSkip }: { problem: DeviceProblem; onRetry: () => void; onSkip: () => void }) {
  const { t } = useTranslation('device');
  return (
    <TaskShell
      title={t('title')}
      dock={
        <>
          <Button block onClick={onRetry}>{t('blocked.retry')}</Button>
          <PhoneLink label={t('callClinic')} />
        </>
      }
    >
      <Empty icon={IconVideoOff} tone="bad" level={1} title={t(`problem.${problem}.title`)}>
        {t(`problem.${problem}.text`)}
      </Empty>
      <PermissionHelp problem={problem} />
      <Button variant="plain" onClick={onSkip}>{t('blocked.skip')}</Button>
    </TaskShell>
  );
}
