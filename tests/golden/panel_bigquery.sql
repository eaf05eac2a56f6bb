WITH `tension_weights` AS (
  SELECT
    `ontology`,
    `code`,
    CAST(`score` AS FLOAT64) AS `score`,
    `quad_class`
  FROM UNNEST([
    STRUCT(
      'cameo' AS `ontology`,
      '01' AS `code`,
      0.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '010' AS `code`,
      0.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '011' AS `code`,
      -0.1 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '012' AS `code`,
      -0.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '013' AS `code`,
      0.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '014' AS `code`,
      0.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '015' AS `code`,
      0.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '016' AS `code`,
      -2.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '017' AS `code`,
      0.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '018' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '019' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '02' AS `code`,
      3.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '020' AS `code`,
      3.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '021' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0211' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0212' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0213' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0214' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '022' AS `code`,
      3.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '023' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0231' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0232' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0233' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0234' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '024' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0241' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0242' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0243' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0244' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '025' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0251' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0252' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0253' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0254' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0255' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0256' AS `code`,
      -0.3 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '026' AS `code`,
      4.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '027' AS `code`,
      4.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '028' AS `code`,
      4.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '03' AS `code`,
      4.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '030' AS `code`,
      4.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '031' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0311' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0312' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0313' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0314' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '032' AS `code`,
      4.5 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '033' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0331' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0332' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0333' AS `code`,
      5.2 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0334' AS `code`,
      6.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '034' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0341' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0342' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0343' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0344' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '035' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0351' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0352' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0353' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0354' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0355' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0356' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '036' AS `code`,
      4.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '037' AS `code`,
      5.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '038' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '039' AS `code`,
      5.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '04' AS `code`,
      1.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '040' AS `code`,
      1.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '041' AS `code`,
      1.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '042' AS `code`,
      1.9 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '043' AS `code`,
      2.8 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '044' AS `code`,
      2.5 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '045' AS `code`,
      5.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '046' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '05' AS `code`,
      3.5 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '050' AS `code`,
      3.5 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '051' AS `code`,
      3.4 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '052' AS `code`,
      3.5 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '053' AS `code`,
      3.8 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '054' AS `code`,
      6.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '055' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '056' AS `code`,
      7.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '057' AS `code`,
      8.0 AS `score`,
      'verbal_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '06' AS `code`,
      6.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '060' AS `code`,
      6.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '061' AS `code`,
      6.4 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '062' AS `code`,
      7.4 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '063' AS `code`,
      7.4 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '064' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '07' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '070' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '071' AS `code`,
      7.4 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '072' AS `code`,
      8.3 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '073' AS `code`,
      7.4 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '074' AS `code`,
      8.5 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '075' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '08' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '080' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '081' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0811' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0812' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0813' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0814' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '082' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '083' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0831' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0832' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0833' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0834' AS `code`,
      5.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '084' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0841' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0842' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '085' AS `code`,
      7.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '086' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0861' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0862' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0863' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '087' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0871' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0872' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0873' AS `code`,
      9.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '0874' AS `code`,
      10.0 AS `score`,
      'material_cooperation' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '09' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '090' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '091' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '092' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '093' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '094' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '10' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '100' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '101' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1011' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1012' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1013' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1014' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '102' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '103' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1031' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1032' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1033' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1034' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '104' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1041' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1042' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1043' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1044' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '105' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1051' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1052' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1053' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1054' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1055' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1056' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '106' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '107' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '108' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '11' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '110' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '111' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '112' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1121' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1122' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1123' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1124' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1125' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '113' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '114' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '115' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '116' AS `code`,
      -2.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '12' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '120' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '121' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1211' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1212' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1213' AS `code`,
      NULL AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '122' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1221' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1222' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1223' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1224' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '123' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1231' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1232' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1233' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1234' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '124' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1241' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1242' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1243' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1244' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1245' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1246' AS `code`,
      -4.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '125' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '126' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '127' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '128' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '129' AS `code`,
      -5.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '13' AS `code`,
      -6.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '130' AS `code`,
      -4.4 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '131' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1311' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1312' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1313' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '132' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1321' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1322' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1323' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1324' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '133' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '134' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '135' AS `code`,
      -5.8 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '136' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '137' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '138' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1381' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1382' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1383' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1384' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1385' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '139' AS `code`,
      -7.0 AS `score`,
      'verbal_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '14' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '140' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '141' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1411' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1412' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1413' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1414' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '142' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1421' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1422' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1423' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1424' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '143' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1431' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1432' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1433' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1434' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '144' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1441' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1442' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1443' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1444' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '145' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1451' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1452' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1453' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1454' AS `code`,
      -7.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '15' AS `code`,
      -7.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '150' AS `code`,
      -7.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '151' AS `code`,
      -7.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '152' AS `code`,
      -7.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '153' AS `code`,
      -7.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '154' AS `code`,
      -7.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '16' AS `code`,
      -4.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '160' AS `code`,
      -4.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '161' AS `code`,
      -4.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '162' AS `code`,
      -5.6 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1621' AS `code`,
      -5.6 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1622' AS `code`,
      -5.6 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1623' AS `code`,
      -5.6 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '163' AS `code`,
      -8.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '164' AS `code`,
      -7.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '165' AS `code`,
      -6.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '166' AS `code`,
      -7.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1661' AS `code`,
      -7.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1662' AS `code`,
      -7.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1663' AS `code`,
      -7.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '17' AS `code`,
      -7.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '170' AS `code`,
      -7.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '171' AS `code`,
      -9.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1711' AS `code`,
      -9.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1712' AS `code`,
      -9.2 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '172' AS `code`,
      -5.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1721' AS `code`,
      -5.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1722' AS `code`,
      -5.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1723' AS `code`,
      -5.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1724' AS `code`,
      -5.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '173' AS `code`,
      -5.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '174' AS `code`,
      -5.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '175' AS `code`,
      -9.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '18' AS `code`,
      -9.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '180' AS `code`,
      -9.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '181' AS `code`,
      -9.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '182' AS `code`,
      -9.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1821' AS `code`,
      -9.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1822' AS `code`,
      -9.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1823' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '183' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1831' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1832' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '1833' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '184' AS `code`,
      -8.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '185' AS `code`,
      -8.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '186' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '19' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '190' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '191' AS `code`,
      -9.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '192' AS `code`,
      -9.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '193' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '194' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '195' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '196' AS `code`,
      -9.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '20' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '200' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '201' AS `code`,
      -9.5 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '202' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '203' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '204' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '2041' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    ),
    STRUCT(
      'cameo' AS `ontology`,
      '2042' AS `code`,
      -10.0 AS `score`,
      'material_conflict' AS `quad_class`
    )
  ]) AS `rows_of_it`
), `tension_countries` AS (
  SELECT
    `cameo`,
    `iso3`
  FROM UNNEST([
    STRUCT('ABW' AS `cameo`, 'ABW' AS `iso3`),
    STRUCT('AFG' AS `cameo`, 'AFG' AS `iso3`),
    STRUCT('AGO' AS `cameo`, 'AGO' AS `iso3`),
    STRUCT('AIA' AS `cameo`, 'AIA' AS `iso3`),
    STRUCT('ALA' AS `cameo`, 'ALA' AS `iso3`),
    STRUCT('ALB' AS `cameo`, 'ALB' AS `iso3`),
    STRUCT('AND' AS `cameo`, 'AND' AS `iso3`),
    STRUCT('ARE' AS `cameo`, 'ARE' AS `iso3`),
    STRUCT('ARG' AS `cameo`, 'ARG' AS `iso3`),
    STRUCT('ARM' AS `cameo`, 'ARM' AS `iso3`),
    STRUCT('ASM' AS `cameo`, 'ASM' AS `iso3`),
    STRUCT('ATG' AS `cameo`, 'ATG' AS `iso3`),
    STRUCT('AUS' AS `cameo`, 'AUS' AS `iso3`),
    STRUCT('AUT' AS `cameo`, 'AUT' AS `iso3`),
    STRUCT('AZE' AS `cameo`, 'AZE' AS `iso3`),
    STRUCT('BDI' AS `cameo`, 'BDI' AS `iso3`),
    STRUCT('BEL' AS `cameo`, 'BEL' AS `iso3`),
    STRUCT('BEN' AS `cameo`, 'BEN' AS `iso3`),
    STRUCT('BFA' AS `cameo`, 'BFA' AS `iso3`),
    STRUCT('BGD' AS `cameo`, 'BGD' AS `iso3`),
    STRUCT('BGR' AS `cameo`, 'BGR' AS `iso3`),
    STRUCT('BHR' AS `cameo`, 'BHR' AS `iso3`),
    STRUCT('BHS' AS `cameo`, 'BHS' AS `iso3`),
    STRUCT('BIH' AS `cameo`, 'BIH' AS `iso3`),
    STRUCT('BLR' AS `cameo`, 'BLR' AS `iso3`),
    STRUCT('BLZ' AS `cameo`, 'BLZ' AS `iso3`),
    STRUCT('BMU' AS `cameo`, 'BMU' AS `iso3`),
    STRUCT('BOL' AS `cameo`, 'BOL' AS `iso3`),
    STRUCT('BRA' AS `cameo`, 'BRA' AS `iso3`),
    STRUCT('BRB' AS `cameo`, 'BRB' AS `iso3`),
    STRUCT('BRN' AS `cameo`, 'BRN' AS `iso3`),
    STRUCT('BTN' AS `cameo`, 'BTN' AS `iso3`),
    STRUCT('BWA' AS `cameo`, 'BWA' AS `iso3`),
    STRUCT('CAF' AS `cameo`, 'CAF' AS `iso3`),
    STRUCT('CAN' AS `cameo`, 'CAN' AS `iso3`),
    STRUCT('CHE' AS `cameo`, 'CHE' AS `iso3`),
    STRUCT('CHL' AS `cameo`, 'CHL' AS `iso3`),
    STRUCT('CHN' AS `cameo`, 'CHN' AS `iso3`),
    STRUCT('CIV' AS `cameo`, 'CIV' AS `iso3`),
    STRUCT('CMR' AS `cameo`, 'CMR' AS `iso3`),
    STRUCT('COD' AS `cameo`, 'COD' AS `iso3`),
    STRUCT('COG' AS `cameo`, 'COG' AS `iso3`),
    STRUCT('COK' AS `cameo`, 'COK' AS `iso3`),
    STRUCT('COL' AS `cameo`, 'COL' AS `iso3`),
    STRUCT('COM' AS `cameo`, 'COM' AS `iso3`),
    STRUCT('CPV' AS `cameo`, 'CPV' AS `iso3`),
    STRUCT('CRI' AS `cameo`, 'CRI' AS `iso3`),
    STRUCT('CUB' AS `cameo`, 'CUB' AS `iso3`),
    STRUCT('CYM' AS `cameo`, 'CYM' AS `iso3`),
    STRUCT('CYP' AS `cameo`, 'CYP' AS `iso3`),
    STRUCT('CZE' AS `cameo`, 'CZE' AS `iso3`),
    STRUCT('DEU' AS `cameo`, 'DEU' AS `iso3`),
    STRUCT('DJI' AS `cameo`, 'DJI' AS `iso3`),
    STRUCT('DMA' AS `cameo`, 'DMA' AS `iso3`),
    STRUCT('DNK' AS `cameo`, 'DNK' AS `iso3`),
    STRUCT('DOM' AS `cameo`, 'DOM' AS `iso3`),
    STRUCT('DZA' AS `cameo`, 'DZA' AS `iso3`),
    STRUCT('ECU' AS `cameo`, 'ECU' AS `iso3`),
    STRUCT('EGY' AS `cameo`, 'EGY' AS `iso3`),
    STRUCT('ERI' AS `cameo`, 'ERI' AS `iso3`),
    STRUCT('ESH' AS `cameo`, 'ESH' AS `iso3`),
    STRUCT('ESP' AS `cameo`, 'ESP' AS `iso3`),
    STRUCT('EST' AS `cameo`, 'EST' AS `iso3`),
    STRUCT('ETH' AS `cameo`, 'ETH' AS `iso3`),
    STRUCT('FIN' AS `cameo`, 'FIN' AS `iso3`),
    STRUCT('FJI' AS `cameo`, 'FJI' AS `iso3`),
    STRUCT('FLK' AS `cameo`, 'FLK' AS `iso3`),
    STRUCT('FRA' AS `cameo`, 'FRA' AS `iso3`),
    STRUCT('FRO' AS `cameo`, 'FRO' AS `iso3`),
    STRUCT('FSM' AS `cameo`, 'FSM' AS `iso3`),
    STRUCT('GAB' AS `cameo`, 'GAB' AS `iso3`),
    STRUCT('GBR' AS `cameo`, 'GBR' AS `iso3`),
    STRUCT('GEO' AS `cameo`, 'GEO' AS `iso3`),
    STRUCT('GHA' AS `cameo`, 'GHA' AS `iso3`),
    STRUCT('GIB' AS `cameo`, 'GIB' AS `iso3`),
    STRUCT('GIN' AS `cameo`, 'GIN' AS `iso3`),
    STRUCT('GLP' AS `cameo`, 'GLP' AS `iso3`),
    STRUCT('GMB' AS `cameo`, 'GMB' AS `iso3`),
    STRUCT('GNB' AS `cameo`, 'GNB' AS `iso3`),
    STRUCT('GNQ' AS `cameo`, 'GNQ' AS `iso3`),
    STRUCT('GRC' AS `cameo`, 'GRC' AS `iso3`),
    STRUCT('GRD' AS `cameo`, 'GRD' AS `iso3`),
    STRUCT('GRL' AS `cameo`, 'GRL' AS `iso3`),
    STRUCT('GTM' AS `cameo`, 'GTM' AS `iso3`),
    STRUCT('GUF' AS `cameo`, 'GUF' AS `iso3`),
    STRUCT('GUM' AS `cameo`, 'GUM' AS `iso3`),
    STRUCT('GUY' AS `cameo`, 'GUY' AS `iso3`),
    STRUCT('HKG' AS `cameo`, 'HKG' AS `iso3`),
    STRUCT('HND' AS `cameo`, 'HND' AS `iso3`),
    STRUCT('HRV' AS `cameo`, 'HRV' AS `iso3`),
    STRUCT('HTI' AS `cameo`, 'HTI' AS `iso3`),
    STRUCT('HUN' AS `cameo`, 'HUN' AS `iso3`),
    STRUCT('IDN' AS `cameo`, 'IDN' AS `iso3`),
    STRUCT('IMY' AS `cameo`, 'IMN' AS `iso3`),
    STRUCT('IND' AS `cameo`, 'IND' AS `iso3`),
    STRUCT('IRL' AS `cameo`, 'IRL' AS `iso3`),
    STRUCT('IRN' AS `cameo`, 'IRN' AS `iso3`),
    STRUCT('IRQ' AS `cameo`, 'IRQ' AS `iso3`),
    STRUCT('ISL' AS `cameo`, 'ISL' AS `iso3`),
    STRUCT('ISR' AS `cameo`, 'ISR' AS `iso3`),
    STRUCT('ITA' AS `cameo`, 'ITA' AS `iso3`),
    STRUCT('JAM' AS `cameo`, 'JAM' AS `iso3`),
    STRUCT('JOR' AS `cameo`, 'JOR' AS `iso3`),
    STRUCT('JPN' AS `cameo`, 'JPN' AS `iso3`),
    STRUCT('KAZ' AS `cameo`, 'KAZ' AS `iso3`),
    STRUCT('KEN' AS `cameo`, 'KEN' AS `iso3`),
    STRUCT('KGZ' AS `cameo`, 'KGZ' AS `iso3`),
    STRUCT('KHM' AS `cameo`, 'KHM' AS `iso3`),
    STRUCT('KIR' AS `cameo`, 'KIR' AS `iso3`),
    STRUCT('KNA' AS `cameo`, 'KNA' AS `iso3`),
    STRUCT('KOR' AS `cameo`, 'KOR' AS `iso3`),
    STRUCT('KWT' AS `cameo`, 'KWT' AS `iso3`),
    STRUCT('LAO' AS `cameo`, 'LAO' AS `iso3`),
    STRUCT('LBN' AS `cameo`, 'LBN' AS `iso3`),
    STRUCT('LBR' AS `cameo`, 'LBR' AS `iso3`),
    STRUCT('LBY' AS `cameo`, 'LBY' AS `iso3`),
    STRUCT('LCA' AS `cameo`, 'LCA' AS `iso3`),
    STRUCT('LIE' AS `cameo`, 'LIE' AS `iso3`),
    STRUCT('LKA' AS `cameo`, 'LKA' AS `iso3`),
    STRUCT('LSO' AS `cameo`, 'LSO' AS `iso3`),
    STRUCT('LTU' AS `cameo`, 'LTU' AS `iso3`),
    STRUCT('LUX' AS `cameo`, 'LUX' AS `iso3`),
    STRUCT('LVA' AS `cameo`, 'LVA' AS `iso3`),
    STRUCT('MAC' AS `cameo`, 'MAC' AS `iso3`),
    STRUCT('MAR' AS `cameo`, 'MAR' AS `iso3`),
    STRUCT('MCO' AS `cameo`, 'MCO' AS `iso3`),
    STRUCT('MDA' AS `cameo`, 'MDA' AS `iso3`),
    STRUCT('MDG' AS `cameo`, 'MDG' AS `iso3`),
    STRUCT('MDV' AS `cameo`, 'MDV' AS `iso3`),
    STRUCT('MEX' AS `cameo`, 'MEX' AS `iso3`),
    STRUCT('MHL' AS `cameo`, 'MHL' AS `iso3`),
    STRUCT('MKD' AS `cameo`, 'MKD' AS `iso3`),
    STRUCT('MLI' AS `cameo`, 'MLI' AS `iso3`),
    STRUCT('MLT' AS `cameo`, 'MLT' AS `iso3`),
    STRUCT('MMR' AS `cameo`, 'MMR' AS `iso3`),
    STRUCT('MNG' AS `cameo`, 'MNG' AS `iso3`),
    STRUCT('MNP' AS `cameo`, 'MNP' AS `iso3`),
    STRUCT('MOZ' AS `cameo`, 'MOZ' AS `iso3`),
    STRUCT('MRT' AS `cameo`, 'MRT' AS `iso3`),
    STRUCT('MSR' AS `cameo`, 'MSR' AS `iso3`),
    STRUCT('MTN' AS `cameo`, 'MNE' AS `iso3`),
    STRUCT('MTQ' AS `cameo`, 'MTQ' AS `iso3`),
    STRUCT('MUS' AS `cameo`, 'MUS' AS `iso3`),
    STRUCT('MWI' AS `cameo`, 'MWI' AS `iso3`),
    STRUCT('MYS' AS `cameo`, 'MYS' AS `iso3`),
    STRUCT('MYT' AS `cameo`, 'MYT' AS `iso3`),
    STRUCT('NAM' AS `cameo`, 'NAM' AS `iso3`),
    STRUCT('NCL' AS `cameo`, 'NCL' AS `iso3`),
    STRUCT('NER' AS `cameo`, 'NER' AS `iso3`),
    STRUCT('NFK' AS `cameo`, 'NFK' AS `iso3`),
    STRUCT('NGA' AS `cameo`, 'NGA' AS `iso3`),
    STRUCT('NIC' AS `cameo`, 'NIC' AS `iso3`),
    STRUCT('NIU' AS `cameo`, 'NIU' AS `iso3`),
    STRUCT('NLD' AS `cameo`, 'NLD' AS `iso3`),
    STRUCT('NOR' AS `cameo`, 'NOR' AS `iso3`),
    STRUCT('NPL' AS `cameo`, 'NPL' AS `iso3`),
    STRUCT('NRU' AS `cameo`, 'NRU' AS `iso3`),
    STRUCT('NZL' AS `cameo`, 'NZL' AS `iso3`),
    STRUCT('OMN' AS `cameo`, 'OMN' AS `iso3`),
    STRUCT('PAK' AS `cameo`, 'PAK' AS `iso3`),
    STRUCT('PAN' AS `cameo`, 'PAN' AS `iso3`),
    STRUCT('PCN' AS `cameo`, 'PCN' AS `iso3`),
    STRUCT('PER' AS `cameo`, 'PER' AS `iso3`),
    STRUCT('PHL' AS `cameo`, 'PHL' AS `iso3`),
    STRUCT('PLW' AS `cameo`, 'PLW' AS `iso3`),
    STRUCT('PNG' AS `cameo`, 'PNG' AS `iso3`),
    STRUCT('POL' AS `cameo`, 'POL' AS `iso3`),
    STRUCT('PRI' AS `cameo`, 'PRI' AS `iso3`),
    STRUCT('PRK' AS `cameo`, 'PRK' AS `iso3`),
    STRUCT('PRT' AS `cameo`, 'PRT' AS `iso3`),
    STRUCT('PRY' AS `cameo`, 'PRY' AS `iso3`),
    STRUCT('PSE' AS `cameo`, 'PSE' AS `iso3`),
    STRUCT('PYF' AS `cameo`, 'PYF' AS `iso3`),
    STRUCT('QAT' AS `cameo`, 'QAT' AS `iso3`),
    STRUCT('REU' AS `cameo`, 'REU' AS `iso3`),
    STRUCT('ROM' AS `cameo`, 'ROU' AS `iso3`),
    STRUCT('RUS' AS `cameo`, 'RUS' AS `iso3`),
    STRUCT('RWA' AS `cameo`, 'RWA' AS `iso3`),
    STRUCT('SAU' AS `cameo`, 'SAU' AS `iso3`),
    STRUCT('SDN' AS `cameo`, 'SDN' AS `iso3`),
    STRUCT('SEN' AS `cameo`, 'SEN' AS `iso3`),
    STRUCT('SGP' AS `cameo`, 'SGP' AS `iso3`),
    STRUCT('SHN' AS `cameo`, 'SHN' AS `iso3`),
    STRUCT('SJM' AS `cameo`, 'SJM' AS `iso3`),
    STRUCT('SLB' AS `cameo`, 'SLB' AS `iso3`),
    STRUCT('SLE' AS `cameo`, 'SLE' AS `iso3`),
    STRUCT('SLV' AS `cameo`, 'SLV' AS `iso3`),
    STRUCT('SMR' AS `cameo`, 'SMR' AS `iso3`),
    STRUCT('SOM' AS `cameo`, 'SOM' AS `iso3`),
    STRUCT('SPM' AS `cameo`, 'SPM' AS `iso3`),
    STRUCT('SRB' AS `cameo`, 'SRB' AS `iso3`),
    STRUCT('SSD' AS `cameo`, 'SSD' AS `iso3`),
    STRUCT('STP' AS `cameo`, 'STP' AS `iso3`),
    STRUCT('SUR' AS `cameo`, 'SUR' AS `iso3`),
    STRUCT('SVK' AS `cameo`, 'SVK' AS `iso3`),
    STRUCT('SVN' AS `cameo`, 'SVN' AS `iso3`),
    STRUCT('SWE' AS `cameo`, 'SWE' AS `iso3`),
    STRUCT('SWZ' AS `cameo`, 'SWZ' AS `iso3`),
    STRUCT('SYC' AS `cameo`, 'SYC' AS `iso3`),
    STRUCT('SYR' AS `cameo`, 'SYR' AS `iso3`),
    STRUCT('TCA' AS `cameo`, 'TCA' AS `iso3`),
    STRUCT('TCD' AS `cameo`, 'TCD' AS `iso3`),
    STRUCT('TGO' AS `cameo`, 'TGO' AS `iso3`),
    STRUCT('THA' AS `cameo`, 'THA' AS `iso3`),
    STRUCT('TJK' AS `cameo`, 'TJK' AS `iso3`),
    STRUCT('TKL' AS `cameo`, 'TKL' AS `iso3`),
    STRUCT('TKM' AS `cameo`, 'TKM' AS `iso3`),
    STRUCT('TMP' AS `cameo`, 'TLS' AS `iso3`),
    STRUCT('TON' AS `cameo`, 'TON' AS `iso3`),
    STRUCT('TTO' AS `cameo`, 'TTO' AS `iso3`),
    STRUCT('TUN' AS `cameo`, 'TUN' AS `iso3`),
    STRUCT('TUR' AS `cameo`, 'TUR' AS `iso3`),
    STRUCT('TUV' AS `cameo`, 'TUV' AS `iso3`),
    STRUCT('TWN' AS `cameo`, 'TWN' AS `iso3`),
    STRUCT('TZA' AS `cameo`, 'TZA' AS `iso3`),
    STRUCT('UGA' AS `cameo`, 'UGA' AS `iso3`),
    STRUCT('UKR' AS `cameo`, 'UKR' AS `iso3`),
    STRUCT('URY' AS `cameo`, 'URY' AS `iso3`),
    STRUCT('USA' AS `cameo`, 'USA' AS `iso3`),
    STRUCT('UZB' AS `cameo`, 'UZB' AS `iso3`),
    STRUCT('VAT' AS `cameo`, 'VAT' AS `iso3`),
    STRUCT('VCT' AS `cameo`, 'VCT' AS `iso3`),
    STRUCT('VEN' AS `cameo`, 'VEN' AS `iso3`),
    STRUCT('VGB' AS `cameo`, 'VGB' AS `iso3`),
    STRUCT('VIR' AS `cameo`, 'VIR' AS `iso3`),
    STRUCT('VNM' AS `cameo`, 'VNM' AS `iso3`),
    STRUCT('VUT' AS `cameo`, 'VUT' AS `iso3`),
    STRUCT('WLF' AS `cameo`, 'WLF' AS `iso3`),
    STRUCT('WSM' AS `cameo`, 'WSM' AS `iso3`),
    STRUCT('YEM' AS `cameo`, 'YEM' AS `iso3`),
    STRUCT('ZAF' AS `cameo`, 'ZAF' AS `iso3`),
    STRUCT('ZMB' AS `cameo`, 'ZMB' AS `iso3`),
    STRUCT('ZWE' AS `cameo`, 'ZWE' AS `iso3`)
  ]) AS `rows_of_it`
), `t12` AS (
  SELECT
    `t3`.`GLOBALEVENTID`,
    `t3`.`SQLDATE`,
    `t3`.`Actor1Name`,
    `t3`.`Actor1CountryCode`,
    `t3`.`Actor2Name`,
    `t3`.`Actor2CountryCode`,
    `t3`.`EventCode`,
    `t3`.`GoldsteinScale`,
    `t3`.`DATEADDED`,
    `t3`.`SOURCEURL`,
    `t7`.`cameo_source`,
    `t7`.`source`,
    `t8`.`cameo_target`,
    `t8`.`target`
  FROM `gdelt-bq`.`full`.`events` AS `t3`
  INNER JOIN (
    SELECT
      `t2`.`cameo` AS `cameo_source`,
      `t2`.`iso3` AS `source`
    FROM `tension_countries` AS `t2`
  ) AS `t7`
    ON `t3`.`Actor1CountryCode` = `t7`.`cameo_source`
  INNER JOIN (
    SELECT
      `t2`.`cameo` AS `cameo_target`,
      `t2`.`iso3` AS `target`
    FROM `tension_countries` AS `t2`
  ) AS `t8`
    ON `t3`.`Actor2CountryCode` = `t8`.`cameo_target`
  WHERE
    EXISTS(
      SELECT
        1
      FROM (
        SELECT
          `t0`.`code`
        FROM `tension_weights` AS `t0`
        WHERE
          `t0`.`ontology` = 'cameo'
      ) AS `t9`
      WHERE
        `t3`.`EventCode` = `t9`.`code`
    )
), `t22` AS (
  SELECT
    `t21`.`source`,
    `t21`.`target`,
    `t21`.`directed`,
    `t21`.`date`,
    COUNT(*) AS `events`,
    COUNT(`t21`.`score`) AS `scored`,
    COUNT(`t21`.`native_score`) AS `native_scored`,
    COALESCE(SUM(`t21`.`cooperation`), 0.0) AS `cooperation`,
    COALESCE(SUM(`t21`.`conflict`), 0.0) AS `conflict`,
    COALESCE(SUM(`t21`.`squares`), 0.0) AS `squares`,
    COALESCE(SUM(`t21`.`verbal_cooperation`), 0.0) AS `verbal_cooperation`,
    COALESCE(SUM(`t21`.`material_cooperation`), 0.0) AS `material_cooperation`,
    COALESCE(SUM(`t21`.`verbal_conflict`), 0.0) AS `verbal_conflict`,
    COALESCE(SUM(`t21`.`material_conflict`), 0.0) AS `material_conflict`,
    COALESCE(SUM(`t21`.`native_score`), 0.0) AS `native_total`
  FROM (
    SELECT
      `t20`.`date`,
      `t20`.`source`,
      `t20`.`target`,
      `t20`.`ontology`,
      `t20`.`code`,
      `t20`.`directed`,
      `t20`.`native_score`,
      `t11`.`ontology` AS `ontology_right`,
      `t11`.`code` AS `code_right`,
      `t11`.`score`,
      `t11`.`cooperation`,
      `t11`.`conflict`,
      `t11`.`squares`,
      `t11`.`verbal_cooperation`,
      `t11`.`material_cooperation`,
      `t11`.`verbal_conflict`,
      `t11`.`material_conflict`
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t17`.`date`,
          `t17`.`source`,
          `t17`.`target`,
          `t17`.`ontology`,
          `t17`.`code`,
          `t17`.`kept`.`directed` AS `directed`,
          `t17`.`kept`.`native_score` AS `native_score`
        FROM (
          SELECT
            `t15`.`date`,
            `t15`.`source`,
            `t15`.`target`,
            `t15`.`ontology`,
            `t15`.`code`,
            MIN_BY(
              STRUCT(`t15`.`directed` AS `directed`, `t15`.`native_score` AS `native_score`),
              `t15`.`event_id`
            ) AS `kept`
          FROM (
            SELECT
              CAST(`t13`.`GLOBALEVENTID` AS STRING) AS `event_id`,
              PARSE_DATE('%Y%m%d', CAST(`t13`.`SQLDATE` AS STRING)) AS `date`,
              'day' AS `date_precision`,
              `t13`.`source`,
              `t13`.`target`,
              `t13`.`EventCode` AS `code`,
              'cameo' AS `ontology`,
              `t13`.`GoldsteinScale` AS `native_score`,
              TRUE AS `directed`,
              'gdelt1' AS `origin`,
              CAST(`t13`.`GLOBALEVENTID` AS STRING) AS `origin_id`,
              'gdelt' AS `file`
            FROM `t12` AS `t13`
            WHERE
              NOT (
                (
                  NOT `t13`.`SOURCEURL` IS NULL
                )
                AND (
                  DATE_DIFF(
                    PARSE_DATE(
                      '%Y%m%d',
                      SUBSTRING(
                        CAST(`t13`.`DATEADDED` AS STRING),
                        IF((
                          0 + 1
                        ) >= 1, 0 + 1, 0 + 1 + LENGTH(CAST(`t13`.`DATEADDED` AS STRING))),
                        8
                      )
                    ),
                    PARSE_DATE('%Y%m%d', CAST(`t13`.`SQLDATE` AS STRING)),
                    DAY
                  ) > 300
                )
              )
              AND NOT (
                (
                  `t13`.`source` = 'AZE'
                )
                AND REGEXP_CONTAINS(
                  COALESCE(`t13`.`Actor1Name`, ''),
                  '(?i)\\b(?:east(?:ern)?|west(?:ern)?|south(?:ern)?|iranian)[ -]+az[ae]r[a-z]*n\\b|\\baz[ae]r[a-z]*n[ -]e[ -](?:sh?arq|gharb)i\\b|\\b(?:tabriz|urmia|urumiyeh|orumiyeh|ardabil|ardebil|zanjan)\\b'
                )
              )
              AND NOT (
                (
                  `t13`.`target` = 'AZE'
                )
                AND REGEXP_CONTAINS(
                  COALESCE(`t13`.`Actor2Name`, ''),
                  '(?i)\\b(?:east(?:ern)?|west(?:ern)?|south(?:ern)?|iranian)[ -]+az[ae]r[a-z]*n\\b|\\baz[ae]r[a-z]*n[ -]e[ -](?:sh?arq|gharb)i\\b|\\b(?:tabriz|urmia|urumiyeh|orumiyeh|ardabil|ardebil|zanjan)\\b'
                )
              )
              AND `t13`.`source` <> `t13`.`target`
              AND 'day' = 'day'
              AND NOT `t13`.`EventCode` IS NULL
          ) AS `t15`
          GROUP BY
            1,
            2,
            3,
            4,
            5
        ) AS `t17`
      ) AS `t18`
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          `t14`.`date`,
          `t14`.`source`,
          `t14`.`target`,
          `t14`.`ontology`,
          `t14`.`code`,
          `t14`.`directed`,
          `t14`.`native_score`
        FROM (
          SELECT DISTINCT
            PARSE_DATE('%Y%m%d', CAST(`t13`.`SQLDATE` AS STRING)) AS `date`,
            'day' AS `date_precision`,
            `t13`.`source`,
            `t13`.`target`,
            `t13`.`EventCode` AS `code`,
            'cameo' AS `ontology`,
            `t13`.`GoldsteinScale` AS `native_score`,
            TRUE AS `directed`,
            'gdelt1' AS `origin`
          FROM `t12` AS `t13`
          WHERE
            NOT (
              (
                NOT `t13`.`SOURCEURL` IS NULL
              )
              AND (
                DATE_DIFF(
                  PARSE_DATE(
                    '%Y%m%d',
                    SUBSTRING(
                      CAST(`t13`.`DATEADDED` AS STRING),
                      IF((
                        0 + 1
                      ) >= 1, 0 + 1, 0 + 1 + LENGTH(CAST(`t13`.`DATEADDED` AS STRING))),
                      8
                    )
                  ),
                  PARSE_DATE('%Y%m%d', CAST(`t13`.`SQLDATE` AS STRING)),
                  DAY
                ) > 300
              )
            )
            AND NOT (
              (
                `t13`.`source` = 'AZE'
              )
              AND REGEXP_CONTAINS(
                COALESCE(`t13`.`Actor1Name`, ''),
                '(?i)\\b(?:east(?:ern)?|west(?:ern)?|south(?:ern)?|iranian)[ -]+az[ae]r[a-z]*n\\b|\\baz[ae]r[a-z]*n[ -]e[ -](?:sh?arq|gharb)i\\b|\\b(?:tabriz|urmia|urumiyeh|orumiyeh|ardabil|ardebil|zanjan)\\b'
              )
            )
            AND NOT (
              (
                `t13`.`target` = 'AZE'
              )
              AND REGEXP_CONTAINS(
                COALESCE(`t13`.`Actor2Name`, ''),
                '(?i)\\b(?:east(?:ern)?|west(?:ern)?|south(?:ern)?|iranian)[ -]+az[ae]r[a-z]*n\\b|\\baz[ae]r[a-z]*n[ -]e[ -](?:sh?arq|gharb)i\\b|\\b(?:tabriz|urmia|urumiyeh|orumiyeh|ardabil|ardebil|zanjan)\\b'
              )
            )
            AND `t13`.`source` <> `t13`.`target`
            AND 'day' = 'day'
            AND `t13`.`EventCode` IS NULL
        ) AS `t14`
      ) AS `t16`
    ) AS `t20`
    LEFT OUTER JOIN (
      SELECT
        `t0`.`ontology`,
        `t0`.`code`,
        `t0`.`score`,
        IF(`t0`.`score` > 0, `t0`.`score`, 0.0) AS `cooperation`,
        IF(`t0`.`score` < 0, -(
          `t0`.`score`
        ), 0.0) AS `conflict`,
        `t0`.`score` * `t0`.`score` AS `squares`,
        CAST(IF(`t0`.`quad_class` = 'verbal_cooperation', 1, 0) AS FLOAT64) AS `verbal_cooperation`,
        CAST(IF(`t0`.`quad_class` = 'material_cooperation', 1, 0) AS FLOAT64) AS `material_cooperation`,
        CAST(IF(`t0`.`quad_class` = 'verbal_conflict', 1, 0) AS FLOAT64) AS `verbal_conflict`,
        CAST(IF(`t0`.`quad_class` = 'material_conflict', 1, 0) AS FLOAT64) AS `material_conflict`
      FROM `tension_weights` AS `t0`
    ) AS `t11`
      ON `t20`.`ontology` = `t11`.`ontology` AND `t20`.`code` = `t11`.`code`
  ) AS `t21`
  GROUP BY
    1,
    2,
    3,
    4
)
SELECT
  CONCAT(
    CONCAT(LEAST(`t29`.`source`, `t29`.`target`), '-'),
    GREATEST(`t29`.`source`, `t29`.`target`)
  ) AS `dyad`,
  IF(`t29`.`pooled`, 'both', CONCAT(CONCAT(`t29`.`source`, '>'), `t29`.`target`)) AS `direction`,
  FORMAT_DATE('%Y-%m', `t29`.`month`) AS `period`,
  CAST(`t29`.`events` AS FLOAT64) AS `events`,
  CAST(`t29`.`scored` AS FLOAT64) AS `scored`,
  CAST(`t29`.`event_days` AS FLOAT64) AS `event_days`,
  `t29`.`cooperation`,
  `t29`.`conflict`,
  `t29`.`cooperation` - `t29`.`conflict` AS `total`,
  (
    (
      `t29`.`cooperation` - `t29`.`conflict`
    ) / (
      NULLIF(CAST(`t29`.`scored` AS FLOAT64), 0.0)
    )
  ) AS `net`,
  `t29`.`verbal_cooperation`,
  `t29`.`material_cooperation`,
  `t29`.`verbal_conflict`,
  `t29`.`material_conflict`,
  `t29`.`day_sizes`,
  IF(
    (
      `t29`.`levels` - COALESCE(
        (
          `t29`.`cooperation` - `t29`.`conflict`
        ) * (
          (
            `t29`.`cooperation` - `t29`.`conflict`
          ) / (
            NULLIF(CAST(`t29`.`scored` AS FLOAT64), 0.0)
          )
        ),
        0.0
      )
    ) > (
      `t29`.`levels` * 1e-12
    ),
    `t29`.`levels` - COALESCE(
      (
        `t29`.`cooperation` - `t29`.`conflict`
      ) * (
        (
          `t29`.`cooperation` - `t29`.`conflict`
        ) / (
          NULLIF(CAST(`t29`.`scored` AS FLOAT64), 0.0)
        )
      ),
      0.0
    ),
    0.0
  ) AS `between_days`,
  `t29`.`within_days`,
  CAST(`t29`.`native_scored` AS FLOAT64) AS `native_scored`,
  `t29`.`native_total`
FROM (
  SELECT
    `t28`.`source`,
    `t28`.`target`,
    `t28`.`pooled`,
    DATE_TRUNC(`t28`.`date`, MONTH) AS `month`,
    SUM(`t28`.`events`) AS `events`,
    SUM(`t28`.`scored`) AS `scored`,
    SUM(`t28`.`cooperation`) AS `cooperation`,
    SUM(`t28`.`conflict`) AS `conflict`,
    SUM(`t28`.`verbal_cooperation`) AS `verbal_cooperation`,
    SUM(`t28`.`material_cooperation`) AS `material_cooperation`,
    SUM(`t28`.`verbal_conflict`) AS `verbal_conflict`,
    SUM(`t28`.`material_conflict`) AS `material_conflict`,
    SUM(`t28`.`native_scored`) AS `native_scored`,
    SUM(`t28`.`native_total`) AS `native_total`,
    COUNTIF(`t28`.`scored` > 0) AS `event_days`,
    SUM(CAST(`t28`.`scored` AS FLOAT64) * CAST(`t28`.`scored` AS FLOAT64)) AS `day_sizes`,
    COALESCE(
      SUM(
        (
          (
            (
              `t28`.`cooperation` - `t28`.`conflict`
            ) * (
              `t28`.`cooperation` - `t28`.`conflict`
            )
          ) / (
            NULLIF(CAST(`t28`.`scored` AS FLOAT64), 0.0)
          )
        )
      ),
      0.0
    ) AS `levels`,
    COALESCE(
      SUM(
        IF(
          (
            `t28`.`squares` - (
              (
                (
                  `t28`.`cooperation` - `t28`.`conflict`
                ) * (
                  `t28`.`cooperation` - `t28`.`conflict`
                )
              ) / (
                NULLIF(CAST(`t28`.`scored` AS FLOAT64), 0.0)
              )
            )
          ) > (
            `t28`.`squares` * 1e-12
          ),
          `t28`.`squares` - (
            (
              (
                `t28`.`cooperation` - `t28`.`conflict`
              ) * (
                `t28`.`cooperation` - `t28`.`conflict`
              )
            ) / (
              NULLIF(CAST(`t28`.`scored` AS FLOAT64), 0.0)
            )
          ),
          0.0
        )
      ),
      0.0
    ) AS `within_days`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t23`.`source`,
        `t23`.`target`,
        FALSE AS `pooled`,
        `t23`.`date`,
        `t23`.`events`,
        `t23`.`scored`,
        `t23`.`cooperation`,
        `t23`.`conflict`,
        `t23`.`squares`,
        `t23`.`verbal_cooperation`,
        `t23`.`material_cooperation`,
        `t23`.`verbal_conflict`,
        `t23`.`material_conflict`,
        `t23`.`native_scored`,
        `t23`.`native_total`
      FROM `t22` AS `t23`
      WHERE
        `t23`.`directed`
    ) AS `t24`
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        `t26`.`source`,
        `t26`.`target`,
        TRUE AS `pooled`,
        `t26`.`date`,
        `t26`.`events`,
        `t26`.`scored`,
        `t26`.`cooperation`,
        `t26`.`conflict`,
        `t26`.`squares`,
        `t26`.`verbal_cooperation`,
        `t26`.`material_cooperation`,
        `t26`.`verbal_conflict`,
        `t26`.`material_conflict`,
        `t26`.`native_scored`,
        `t26`.`native_total`
      FROM (
        SELECT
          `t25`.`source`,
          `t25`.`target`,
          `t25`.`date`,
          SUM(`t25`.`events`) AS `events`,
          SUM(`t25`.`scored`) AS `scored`,
          SUM(`t25`.`cooperation`) AS `cooperation`,
          SUM(`t25`.`conflict`) AS `conflict`,
          SUM(`t25`.`squares`) AS `squares`,
          SUM(`t25`.`verbal_cooperation`) AS `verbal_cooperation`,
          SUM(`t25`.`material_cooperation`) AS `material_cooperation`,
          SUM(`t25`.`verbal_conflict`) AS `verbal_conflict`,
          SUM(`t25`.`material_conflict`) AS `material_conflict`,
          SUM(`t25`.`native_scored`) AS `native_scored`,
          SUM(`t25`.`native_total`) AS `native_total`
        FROM (
          SELECT
            LEAST(`t23`.`source`, `t23`.`target`) AS `source`,
            GREATEST(`t23`.`source`, `t23`.`target`) AS `target`,
            `t23`.`directed`,
            `t23`.`date`,
            `t23`.`events`,
            `t23`.`scored`,
            `t23`.`cooperation`,
            `t23`.`conflict`,
            `t23`.`squares`,
            `t23`.`verbal_cooperation`,
            `t23`.`material_cooperation`,
            `t23`.`verbal_conflict`,
            `t23`.`material_conflict`,
            `t23`.`native_scored`,
            `t23`.`native_total`
          FROM `t22` AS `t23`
        ) AS `t25`
        GROUP BY
          1,
          2,
          3
      ) AS `t26`
    ) AS `t27`
  ) AS `t28`
  GROUP BY
    1,
    2,
    3,
    4
) AS `t29`
ORDER BY
  FORMAT_DATE('%Y-%m', `t29`.`month`) ASC NULLS LAST,
  CONCAT(
    CONCAT(LEAST(`t29`.`source`, `t29`.`target`), '-'),
    GREATEST(`t29`.`source`, `t29`.`target`)
  ) ASC NULLS LAST,
  IF(`t29`.`pooled`, 'both', CONCAT(CONCAT(`t29`.`source`, '>'), `t29`.`target`)) ASC NULLS LAST
