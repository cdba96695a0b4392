import { z } from 'zod';
import { Instant } from '../../../shared/model';
import { withName } from '../../transport/tree';

/* Fields as Odoo answers them. */

export const id = z.number().int().positive();
export const missing = z.literal(false).transform(() => undefined);

/** A link to one record: its id, or nothing. Reads along with others give the bare id. */
export const link = z.union([z.tuple([id, z.string()]).transform(([one]) => one), id, missing]);
/** A link to one record with its name. */
export const named = withName(
	z.union([
		z.tuple([id, z.string()]).transform(([one, name]) => ({ id: one, name })),
		z
			.object({ id, display_name: z.string() })
			.transform(({ id: one, display_name }) => ({ id: one, name: display_name })),
		missing,
	]),
);
export const links = z.array(id);
export const text = z.union([z.string(), missing]);
/** Odoo's times are UTC without saying so. */
export const instant = z.union([
	z
		.string()
		.regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
		.transform((time) => Instant.parse(`${time.replace(' ', 'T')}Z`)),
	missing,
]);
