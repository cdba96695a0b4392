import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { unsetSettings } from '../../shared/operation';
import { Settings } from '../../shared/model';
import { settingsWith, ShownPiece, shownPiece } from './piece';
import type { SetUp } from './readSetUp';
import { Rights } from './rights';

/** What `report` gives. */
export const Report = z.object({
	ready: z.boolean(),
	warehouse: z.object({ id: z.number().int(), name: z.string() }),
	missing: z.array(z.string()),
	unset: z.array(z.string()),
	pieces: z.array(ShownPiece),
	rights: Rights,
	settings: z.object({ odoo: Settings.shape.odoo }),
});

/** `ready`: every piece is there and the user has the rights that every return needs. */
export function report({ warehouse, settings, pieces, rights }: SetUp): IDataObject {
	const open = pieces.filter(({ state }) => state !== 'present');
	const setUp = {
		ready: !open.length && !rights.missing.length && !rights.warnings.length,
		warehouse: { id: warehouse.id, name: warehouse.name },
		missing: open.map(({ name }) => name),
		// Of the settings in the case store: a return would stand still for want of it.
		unset: unsetSettings(settings),
		pieces: pieces.map(shownPiece),
		rights,
		settings: { odoo: settingsWith(settings.odoo, pieces) },
	};
	return { setUp: setUp as unknown as IDataObject };
}
