import type { Command } from 'commander';
import { listSchedules, type ScheduleView } from '../../operations/list-schedules.ts';
import { formatDuration } from '../../shared/settings/duration.ts';
import type { Timing } from '../../workers/schedules/desired.ts';
import { reconcileSchedules, type ReconcileReport } from '../../workers/schedules/reconcile.ts';
import { group, readLeaf, run } from '../command.ts';
import { withContext } from '../open-context.ts';
import { print } from '../output.ts';
import { count, table } from '../render/table.ts';
import { when } from '../render/time.ts';

function timingText(timing: Timing): string {
  if (timing.kind === 'interval') return `every ${formatDuration(timing.seconds)}`;
  const times = timing.minutes.map((minutes) =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':'),
  );
  return `daily ${times.join(', ')} ${timing.zone}`;
}

function stateText({ state, differs, pausedBecause }: ScheduleView): string {
  if (state === 'different') return `differs from the settings (${differs.join(', ')})`;
  if (state === 'missing') return 'missing';
  return pausedBecause ? `paused: ${pausedBecause}` : 'runs';
}

function renderReport(report: ReconcileReport): string {
  const done = (['created', 'updated', 'deleted'] as const).flatMap((what) =>
    report[what].map((id) => `${what}  ${id}`),
  );
  return [...done, `${count(report.unchanged.length, 'Schedule')} as set`].join('\n');
}

export function scheduleCommands(program: Command): void {
  const schedule = group(program, 'schedule', 'Temporal Schedules: they follow the settings');

  const list = readLeaf(schedule, 'list', 'Schedules, and whether Temporal has them as set');
  run(list, (_, options) =>
    withContext(options, async (context) => {
      const now = new Date();
      print(await listSchedules(context), options, (views) =>
        table(
          ['SCHEDULE', 'TIMING', 'STATE', 'NEXT'],
          views.map((view) => [
            view.id,
            timingText(view.timing),
            stateText(view),
            view.nextAt ? when(view.nextAt, now) : '-',
          ]),
          'There is no Schedule: there is no merchant and no cart.',
        ),
      );
    }),
  );

  const reconcile = readLeaf(
    schedule,
    'reconcile',
    'make all Schedules as set, and delete those that nothing asks for',
  );
  run(reconcile, (_, options) =>
    withContext(options, async ({ temporal, db }) =>
      print(await reconcileSchedules(temporal, db), options, renderReport),
    ),
  );
}
