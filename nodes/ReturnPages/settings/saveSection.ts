import { createHash } from 'node:crypto';
import { EffectError, invalidInput, mayAct, rightsOf, seesBrand, type Settings } from '../../shared/model';
import { inWords } from '../../shared/operation';
import { settingsAfter } from '../../shared/operation/settings/save';
import type { SettingsAction } from '../session/action';
import type { Desk, Query } from '../session/desk';
import { wishOf, type Shown } from './sectionForm';

export type Saved = { done: true } | { done: false; status: 403 | 409 | 422; why: string };

class Changed extends Error {}

/** Names what settings say, so that a form that was opened before somebody else saved is told apart. */
export function markOf(settings: Settings): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 16);
}

/** Saves a section of a brand's settings as somebody has filled it in: all of it, or nothing when anything is wrong. */
export async function saveSection(desk: Desk, { brand, section, seen }: SettingsAction, typed: Query): Promise<Saved> {
	const { store, rights, visitor } = desk;
	if (!mayAct(rights, 'operator') || !seesBrand(rights, brand))
		return { done: false, status: 403, why: 'This is for people with the role operator.' };
	const choices = await choicesFor(desk, brand);
	try {
		await store.settings.change(
			brand,
			(settings) => {
				if (markOf(settings) !== seen) throw new Changed();
				const shown = { settings, section, choices, mayNameStaff: mayAct(rights) };
				const after = settingsAfter(settings, wishOf(shown, typed));
				if (shown.mayNameStaff && section === 'general' && brand === 'default')
					assertStillManager(after, visitor.email);
				return after;
			},
			{ actor: visitor.email },
		);
		return { done: true };
	} catch (error) {
		if (error instanceof Changed)
			return {
				done: false,
				status: 409,
				why: 'Somebody else has saved meanwhile. Look at the settings as they are now.',
			};
		if (error instanceof EffectError) return { done: false, status: 422, why: inWords(error) };
		throw error;
	}
}

/** Records of other systems to choose from, as they were found when those were looked at for this brand, or for the usual one. */
export async function choicesFor({ store }: Desk, brand: string): Promise<Shown['choices']> {
	const reports = await store.setUpReports.list();
	const own = reports.filter((one) => one.brand === brand);
	return Object.assign(
		{},
		...(own.length ? own : reports.filter((one) => one.brand === 'default')).map(({ choices }) => choices),
	) as Shown['choices'];
}

/** Who has taken away their own right to name people could not give it back. */
function assertStillManager(after: Settings, email: string): void {
	const rights = rightsOf(email, after);
	if (!after.staff?.length || (rights && mayAct(rights))) return;
	throw invalidInput(
		`Nothing was saved: by this list you (${email}) could not change it any more`,
		'Give yourself a row with the role manager, or let another manager save it.',
		'staff',
	);
}
