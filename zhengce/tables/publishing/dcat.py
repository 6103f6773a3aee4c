"""What describes a publication to catalogues of open data: dcat.jsonld (W3C DCAT 3, as JSON-LD).

Its addresses are relative: they hold wherever the folder stands.
"""

import json
from typing import Any

from parsers.registry import rights
from zhengce.tables.publishing import package
from zhengce.tables.publishing.package import Contents

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority"


def dcat(contents: Contents) -> str:
    """dcat.jsonld: a distribution a file with rows."""
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": "./",
        "@type": "dcat:Dataset",
        "dct:title": {"@value": package.TITLE, "@language": "en"},
        "dct:description": {"@value": contents.description, "@language": "en"},
        "dct:language": {"@id": f"{_AUTHORITY}/language/ZHO"},
        "dct:spatial": {"@id": f"{_AUTHORITY}/country/CHN"},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": rights.LAW, "rdfs:seeAlso": {"@id": "README.md"}},
        "dcat:version": contents.version,
        "dcat:distribution": [_distribution(one) for one in package.resources(contents)],
    }
    if contents.last:
        found["dct:modified"] = {"@value": contents.last.changed_at, "@type": "xsd:dateTime"}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _distribution(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource of datapackage.json as a distribution."""
    found = {
        "@id": f"#{resource['name']}",
        "@type": "dcat:Distribution",
        "dct:title": resource["path"],
        "dcat:downloadURL": {"@id": resource["path"]},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{resource['mediatype']}"},
        "dcat:byteSize": {"@value": str(resource["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": resource["hash"].removeprefix("sha256:"), "@type": "xsd:hexBinary"},
        },
    }
    return found | ({"dct:conformsTo": {"@id": resource["schema"]}} if "schema" in resource else {})
