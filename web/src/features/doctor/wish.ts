// A press on «Войти» in the list is the press that joins: the visit's page takes the wish once.
let wished: string | undefined;

export function wishToJoin(appointmentId: string) {
  wished = appointmentId;
}

export function takeWish(appointmentId: string): boolean {
  const isWished = wished === appointmentId;
  wished = undefined;
  return isWished;
}
