# Breaks of many series by strucchange, for `break_peers.py`.
#
#     Rscript strucchange.R series.csv breaks.csv
#
# The first file has the columns series and y, one row an observation. The second gets one row a
# break, and one without a date for a series without any: the last observation of the old regime,
# counted from 1, its 95 % interval with default and with kernHAC covariances, and the CPU seconds.

suppressMessages(library(strucchange))
paths <- commandArgs(trailingOnly = TRUE)
told <- read.csv(paths[1])

now <- function() sum(proc.time()[c("user.self", "sys.self")])

interval <- function(found, ...) {
  # An interval that cannot be found is missing, its break is not.
  tryCatch(confint(found, ...)$confint[, c(1, 3), drop = FALSE],
           error = function(fault) matrix(NA, length(found$breakpoints), 2))
}

date_one <- function(part) {
  begun <- now()
  most <- min(8, ceiling(nrow(part) / 12) - 2)
  found <- breakpoints(y ~ 1, data = part, h = 12, breaks = most)
  searched <- now() - begun
  if (anyNA(found$breakpoints)) {
    return(data.frame(series = part$series[1], at = NA, first = NA, last = NA, first_hac = NA,
                      last_hac = NA, seconds = searched, seconds_hac = searched))
  }
  begun <- now()
  plain <- interval(found)
  between <- now()
  robust <- interval(found, vcov. = kernHAC)
  ended <- now()
  data.frame(series = part$series[1], at = found$breakpoints, first = plain[, 1],
             last = plain[, 2], first_hac = robust[, 1], last_hac = robust[, 2],
             seconds = searched + between - begun, seconds_hac = searched + ended - between)
}

# Its warnings say which intervals could not be found, and those are missing in the answer.
found <- suppressWarnings(lapply(split(told, told$series), date_one))
write.csv(do.call(rbind, found), paths[2], row.names = FALSE)
