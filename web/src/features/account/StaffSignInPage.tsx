export default function StaffSignInPage() {
  return null;
}
