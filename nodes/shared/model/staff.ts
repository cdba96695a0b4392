import { z } from 'zod';

/** What somebody of the staff sees to. A manager may do all. */
export const staffRoles = ['service', 'warehouse', 'finance', 'reviewer', 'operator', 'manager'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** One person: the e-mail of their n8n account, and what they may do. No brands: all. */
export const StaffRow = z
	.object({
		email: z.string().trim().toLowerCase().email(),
		roles: z.array(z.enum(staffRoles)).min(1),
		brands: z.array(z.string().trim().min(1)).default([]),
	})
	.strict();
export type StaffRow = z.infer<typeof StaffRow>;

/** What somebody who is signed in may do. */
export interface Rights {
	roles: readonly StaffRole[];
	/** Undefined: all brands. */
	brands?: string[];
}

/**
 * The rights of a person by the setting `staff`; undefined: none. While the list is empty, whoever is signed in to n8n has all
 * of them. Pure.
 */
export function rightsOf(email: string, { staff = [] }: { staff?: StaffRow[] }): Rights | undefined {
	if (!staff.length) return { roles: ['manager'] };
	const rows = staff.filter((row) => row.email === email.trim().toLowerCase());
	if (!rows.length) return undefined;
	const everywhere = rows.some(({ brands }) => !brands.length);
	return {
		roles: [...new Set(rows.flatMap(({ roles }) => roles))],
		...(!everywhere && { brands: [...new Set(rows.flatMap(({ brands }) => brands))] }),
	};
}

/** Whether somebody may do what is done by one of these roles. */
export function mayAct({ roles }: Rights, ...by: StaffRole[]): boolean {
	return roles.includes('manager') || by.some((role) => roles.includes(role));
}

export function seesBrand({ brands }: Rights, brand: string): boolean {
	return !brands || brands.includes(brand);
}
