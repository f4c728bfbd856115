import appointment from './appointment.json';
import change from './change.json';

export default { appointment, change };
