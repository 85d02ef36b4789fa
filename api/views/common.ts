/** RFC 3339, UTC. */
export function timeView<Time extends Date | null>(time: Time): Time extends Date ? string : string | null {
  return (time?.toISOString() ?? null) as Time extends Date ? string : string | null;
}

export function pauseView({
  pausedAt,
  pausedReason,
}: {
  pausedAt: Date | null;
  pausedReason: string | null;
}) {
  return pausedAt && { at: timeView(pausedAt), reason: pausedReason ?? '' };
}
