import { useEffect } from "preact/hooks";
import { facets, showCounts } from "../../session/explore/overview.ts";
import { fieldTitle } from "../../texts/table.ts";
import { Icon } from "../shared/Icon.tsx";
import { Menu } from "../shared/Menu.tsx";
import { UsageButton } from "../usage/UsageButton.tsx";
import { Values } from "./Facets.tsx";
import { QuickFilters } from "./QuickFilters.tsx";
import { TimeMenu } from "./TimeMenu.tsx";

/** The time and the counts as a row of buttons, where there is no room for columns. */
export function FacetChips() {
  useEffect(() => {
    showCounts("timeline", true);
    return () => showCounts("timeline", false);
  }, []);
  return (
    <div class="facet-chips">
      <UsageButton />
      <TimeMenu />
      <QuickFilters />
      {facets.value.map((facet) => (
        <Menu
          key={facet.column}
          name={`facet ${facet.column}`}
          class={facet.values.some(({ chosen }) => chosen !== null) ? "in-force" : ""}
          panel={fieldTitle(facet.name)}
          label={
            <>
              {fieldTitle(facet.name)} <Icon name="down" />
            </>
          }
        >
          {() => (
            <div class="facet">
              <Values facet={facet} />
            </div>
          )}
        </Menu>
      ))}
    </div>
  );
}
