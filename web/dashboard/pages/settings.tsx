// The frame of the settings: which part is open, and the part itself.
import { Outlet } from '@tanstack/react-router';

export default function SettingsPage() {
  return <Outlet />;
}
