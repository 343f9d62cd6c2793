/** Nothing yet: the database of the run comes with the platform. */
export default function setup(): void {}
