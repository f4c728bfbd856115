import { useViewer } from '../../shared/session';
import { FirstPage } from './FirstPage';
import { HomePage } from './HomePage';

export default function IndexPage() {
  return useViewer()?.role === 'PATIENT' ? <HomePage /> : <FirstPage />;
}
