import account from './account.json';
import appointment from './appointment.json';
import booking from './booking.json';
import common from './common.json';
import desk from './desk.json';
import device from './device.json';
import doctor from './doctor.json';
import history from './history.json';
import home from './home.json';
import profile from './profile.json';
import visit from './visit.json';

export default { account, appointment, booking, common, desk, device, doctor, history, home, profile, visit };
