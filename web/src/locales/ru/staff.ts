import desk from './desk.json';
import doctor from './doctor.json';

export default { desk, doctor };
