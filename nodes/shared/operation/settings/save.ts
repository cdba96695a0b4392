import { invalidInput, Settings } from '../../model';
import { wishedFor, type Problem, type Wish } from './change';
import { problemsOf } from './check';

/** The settings as they shall be. Throws EffectError that names everything that is wrong. */
export function settingsAfter(before: Settings, wish: Wish): Settings {
	const { after, problems } = wishedFor(before, wish);
	const all = [...problems, ...problemsOf(after).filter(({ field }) => !problems.some((one) => one.field === field))];
	if (all.length) throw refusal(all);
	return Settings.parse(after);
}

function refusal(problems: Problem[]) {
	const list = problems.map(({ field, what }) => `${field}: ${what}`).join('. ');
	return invalidInput(
		`Nothing was saved, ${problems.length === 1 ? 'one setting is' : `${problems.length} settings are`} wrong. ${list}.`,
		'Correct the fields that are named and run it again.',
		'settings',
	);
}
