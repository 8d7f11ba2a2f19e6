// What is wrong with a filter: a mistake of the caller, and none of a file.

export class FilterProblem extends TypeError {}
