export default function TimePage() {
  return null;
}
