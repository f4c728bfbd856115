import device from './device.json';
import guests from './guests.json';
import visit from './visit.json';

export default { device, guests, visit };
